package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.session.Queues;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;

/** What a chat deleted by itself is in no page of any file, not even for who has the passphrase. */
class DeletedBytesTest {
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example");
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final String SECRET = "meet me at the old mill ";
  private static final int MESSAGES = 150;

  @TempDir Path directory;
  private final TestRandom random = new TestRandom(11);
  private SqlStore store;

  @BeforeEach
  void open() {
    store =
        JdbcSqlStore.factory(random, PassphraseCost.INSECURE_FOR_TESTS)
            .open(directory, passphrase());
    Schema.migrate(store);
    store.inTransaction(
        sql -> {
          new Contacts().add(sql, BOB, Contact.State.ACCEPTED, NOW);
          AutoDelete.set(sql, BOB, Duration.ofHours(1));
          return BOB;
        });
    for (int i = 0; i < MESSAGES; i++) {
      String text = SECRET + i + " " + "x".repeat(i % 50 * 20);
      MessageId id = new MessageId(random.bytes(MessageId.LENGTH));
      store.inTransaction(
          sql -> {
            Chats.addOutgoing(
                sql, new ChatMessage(id, BOB, true, text, NOW, ChatMessage.State.QUEUED), NOW);
            Queues.putPending(
                sql,
                BOB,
                id.value(),
                NOW,
                Queues.Kind.CHAT,
                Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
            return id;
          });
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static char[] passphrase() {
    return "correct horse".toCharArray();
  }

  private boolean sweep(Duration later) {
    return store.inTransaction(sql -> AutoDelete.sweep(sql, NOW.plus(later)));
  }

  private boolean isThere() throws IOException {
    return DecryptedPages.contain(directory, passphrase(), SECRET);
  }

  @Test
  @Covers({"CONT-10", "STORE-10"})
  void sweptMessages_andWhatWaitedOfThem_areInNoPageOfDatabaseAndLog() throws IOException {
    assertTrue(isThere(), "before, so that the search can fail");

    assertTrue(sweep(Duration.ofHours(2)));
    assertTrue(isThere(), "in the log, until it is emptied");
    store.scrub();

    assertFalse(isThere());
    store.close();
    assertFalse(isThere());
  }

  @Test
  @Covers("CONT-10")
  void sweep_beforeTheTime_removesNothing() throws IOException {
    assertFalse(sweep(Duration.ofMinutes(59)));
    store.scrub();

    assertTrue(isThere());
  }
}
