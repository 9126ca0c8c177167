package org.phantomnet.messenger.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.messenger.TestRandom;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.history.CallEntry;
import org.phantomnet.messenger.history.CallLog;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.history.Chats;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/** The very files that the program of schema version 3 left, compacted and with fewer prekeys. */
class ReleasedStoreTest {
  private static final UserAddress BOB = UserAddress.parse("bob@mail.example");

  @TempDir Path directory;

  @BeforeEach
  void copy() throws IOException {
    for (String file : List.of("messenger.db", "store.header", "store.counter")) {
      try (InputStream released =
          Objects.requireNonNull(
              ReleasedStoreTest.class.getResourceAsStream("/stores/version3/" + file))) {
        Files.copy(released, directory.resolve(file));
      }
    }
  }

  @Test
  @Covers("STORE-7")
  void storeOfVersion3_withALifeInIt_isMigratedWhole() {
    try (SqlStore store =
        JdbcSqlStore.factory(new TestRandom(1), PassphraseCost.INSECURE_FOR_TESTS)
            .open(directory, "correct horse".toCharArray())) {
      Schema.migrate(store);

      Contacts contacts = new Contacts();
      ContactRow bob = store.inTransaction(sql -> contacts.find(sql, BOB)).orElseThrow();
      assertEquals(Contact.State.ACCEPTED, bob.state());
      assertTrue(bob.policy().verified());
      assertTrue(bob.policy().requirePq());
      assertEquals(CallMode.PARANOID, bob.policy().defaultMode());
      boolean seen = store.inTransaction(sql -> contacts.isFirstCallSeen(sql, BOB));
      assertFalse(seen);
      assertEquals(Duration.ofDays(7), store.inTransaction(sql -> AutoDelete.of(sql, BOB)));
      assertEquals(
          List.of("hello from version 3", "hello yourself"),
          store.inTransaction(sql -> Chats.of(sql, BOB)).stream().map(ChatMessage::text).toList());
      assertEquals(
          List.of(Duration.ofSeconds(42)),
          new CallLog(store, contacts).all().stream().map(CallEntry::talked).toList());
      RollbackCounter counter =
          RollbackCounter.open(
              directory.resolve("store.counter"),
              store.inTransaction(Meta.STORE_KEY::bytes).orElseThrow());
      assertFalse(counter.isRolledBack(store.inTransaction(Meta.GENERATION::number).orElseThrow()));
      counter.close();
    }
  }
}
