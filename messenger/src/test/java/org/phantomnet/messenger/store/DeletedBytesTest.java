package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.CallLog;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.messenger.history.MessageId;
import org.phantomnet.messenger.session.Queues;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

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

  private static String receipt() {
    return "{\"path\":\"" + SECRET + "\"}";
  }

  /** Two calls and notes of the security log beside the messages. */
  private CallLog callsAndNotes() {
    CallLog log = new CallLog(store, new Contacts());
    for (boolean outgoing : new boolean[] {true, false}) {
      CallId call = new CallId(random.bytes(16));
      CallRecords.Entry entry =
          new CallRecords.Entry(
              BOB, outgoing, CallMode.PRIVATE, NOW, Duration.ofSeconds(9), "BUSY", receipt());
      log.takeOffer(call, entry, NOW);
      log.addHistory(call, entry);
    }
    log.takeAutomaticReply(BOB, NOW);
    store.inTransaction(
        sql ->
            sql.insert(
                "INSERT INTO security_log(at, event, address) VALUES(?, ?, ?)",
                SqlValue.of(NOW),
                SqlValue.of("VERIFIED " + SECRET),
                SqlValue.of(BOB.text())));
    return log;
  }

  /** The files as a kill would leave them at this moment, opened as the next start does. */
  private Path killedAndStarted() throws IOException {
    Path left = Files.createDirectory(directory.resolve("left"));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, left.resolve(file.getFileName()));
      }
    }
    assertTrue(DecryptedPages.contain(left, passphrase(), SECRET), "in what a kill leaves");
    SqlStore started =
        JdbcSqlStore.factory(random, PassphraseCost.INSECURE_FOR_TESTS).open(left, passphrase());
    Schema.migrate(started);
    started.inTransaction(sql -> AutoDelete.sweep(sql, NOW.plus(Duration.ofHours(3))));
    started.scrub();
    assertFalse(DecryptedPages.contain(left, passphrase(), SECRET), "while it runs");
    started.close();
    return left;
  }

  @Test
  @Covers({"CONT-10", "STORE-10"})
  void sweptCallsReceiptsAndNotes_areInNoPage_alsoIfTheClientDiedBeforeItScrubbed()
      throws IOException {
    store.inTransaction(
        sql -> {
          Meta.STORE_KEY.set(sql, SqlValue.of(new byte[32]));
          return true;
        });
    CallLog log = callsAndNotes();
    assertTrue(sweep(Duration.ofHours(2)));

    Path left = killedAndStarted();

    assertFalse(DecryptedPages.contain(left, passphrase(), SECRET));
    assertEquals(List.of(), log.all());
    store.scrub();
    assertFalse(isThere());
  }

  @Test
  @Covers({"CONT-9", "STORE-10"})
  void whomItRepliedTo_isForgottenAfterADay() throws IOException {
    UserAddress stranger = UserAddress.parse("stranger@far.example");
    new CallLog(store, new Contacts()).takeAutomaticReply(stranger, NOW);
    sweep(Duration.ofHours(24));
    store.scrub();
    assertTrue(DecryptedPages.contain(directory, passphrase(), stranger.text()));

    assertTrue(sweep(Duration.ofHours(24).plusMillis(1)));
    store.scrub();

    assertFalse(DecryptedPages.contain(directory, passphrase(), stranger.text()));
  }

  /** Offers and answers carry secrets, and lie in the inbox until the engine took them. */
  @Test
  @Covers({"KEY-11", "STORE-10"})
  void callMessages_afterTheCall_areInNoPage() throws IOException {
    store.inTransaction(
        sql -> {
          Meta.STORE_KEY.set(sql, SqlValue.of(new byte[32]));
          return true;
        });
    String offer = "32 secret bytes of the caller ...";
    long row =
        store.inTransaction(
            sql ->
                sql.insert(
                    "INSERT INTO inbox(account, device, registration_id, identity, content, is_call,"
                        + " received_at, held_millis) VALUES('', 1, 1, x'00', ?, 1, 0, 0)",
                    SqlValue.of(offer.getBytes(StandardCharsets.UTF_8))));
    store.inTransaction(sql -> sql.update("DELETE FROM inbox WHERE id = ?", SqlValue.of(row)));
    assertTrue(DecryptedPages.contain(directory, passphrase(), offer), "in the log");

    callsAndNotes();

    assertFalse(DecryptedPages.contain(directory, passphrase(), offer));
  }
}
