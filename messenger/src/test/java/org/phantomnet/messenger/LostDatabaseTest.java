package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.MovableClock;

/** A person's whole directory, with one file damaged, gone, or from another day. */
class LostDatabaseTest {
  private static final List<String> DATABASE =
      List.of("messenger.db", "messenger.db-wal", "messenger.db-shm");

  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atSystemTime();
  private final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  private Person alice;
  private Path database;

  @BeforeEach
  void register() throws MessengerException {
    alice = new Person("alice", directory.resolve("alice"), mailbox, clock).register();
    alice.close();
    database = alice.directory.resolve("messenger.db");
  }

  @AfterEach
  void close() {
    alice.close();
  }

  private StoreException.Reason refused() {
    return assertThrows(StoreException.class, () -> alice.open()).reason();
  }

  @Test
  @Covers("STORE-9")
  void emptyDatabase_whereThereWasOne_isCorruptAndNoneIsMadeInItsPlace()
      throws IOException, MessengerException {
    Path kept = Files.copy(database, directory.resolve("kept"));
    try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE)) {
      file.truncate(0);
    }

    assertEquals(StoreException.Reason.CORRUPT, refused());
    assertEquals(StoreException.Reason.CORRUPT, refused());

    Files.copy(kept, database, StandardCopyOption.REPLACE_EXISTING);
    alice.open();
    assertTrue(alice.messenger().isRegistered());
  }

  @Test
  @Covers("STORE-9")
  void missingDatabase_whereThereWasOne_isCorrupt() throws IOException {
    Files.delete(database);

    assertEquals(StoreException.Reason.CORRUPT, refused());
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4_000, 4_096, 10_000})
  @Covers("STORE-8")
  void truncatedDatabase_isNamedAndNothingIsWritten(int length)
      throws IOException, MessengerException {
    byte[] whole = Files.readAllBytes(database);
    try (FileChannel file = FileChannel.open(database, StandardOpenOption.WRITE)) {
      file.truncate(length);
    }
    byte[] before = Files.readAllBytes(database);

    assertEquals(StoreException.Reason.CORRUPT, refused());

    assertArrayEquals(before, Files.readAllBytes(database));
    Files.write(database, whole);
    alice.open();
    assertTrue(alice.messenger().isRegistered());
  }

  @Test
  @Covers("STORE-6")
  void counterFile_goneForeignOrDamaged_isARollback() throws IOException, MessengerException {
    Path counter = alice.directory.resolve("store.counter");
    Files.delete(counter);
    assertTrue(opensRolledBack());

    Person bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register();
    bob.close();
    Files.copy(
        bob.directory.resolve("store.counter"), counter, StandardCopyOption.REPLACE_EXISTING);
    assertTrue(opensRolledBack());

    try (RandomAccessFile file = new RandomAccessFile(counter.toFile(), "rw")) {
      file.write(new byte[(int) file.length()]);
    }
    assertTrue(opensRolledBack());
  }

  @Test
  @Covers("STORE-6")
  void databaseWithItsLog_ofAnotherDay_isARollback() throws IOException, MessengerException {
    try (Person bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register()) {
      alice.open();
      alice.messenger().requestContact(bob.address);
      bob.messenger().requestContact(alice.address);
      alice.awaitHeard("accepted bob");
      Path backup = Files.createDirectory(directory.resolve("backup"));
      for (String file : DATABASE) {
        Files.copy(alice.directory.resolve(file), backup.resolve(file));
      }
      alice.messenger().sendChat(bob.address, "after the backup");
      bob.awaitHeard("chat after the backup");
      alice.close();

      for (String file : DATABASE) {
        Files.copy(
            backup.resolve(file),
            alice.directory.resolve(file),
            StandardCopyOption.REPLACE_EXISTING);
      }

      assertTrue(opensRolledBack());
    }
  }

  private boolean opensRolledBack() throws MessengerException {
    alice.heard.clear();
    alice.open();
    alice.await(() -> alice.heard.contains("rolled back"));
    boolean told = alice.heard.contains("rolled back");
    alice.close();
    return told;
  }
}
