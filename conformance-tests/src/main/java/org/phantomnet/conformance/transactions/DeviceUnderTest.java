package org.phantomnet.conformance.transactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.phantomnet.conformance.transactions.ScriptedMailbox.Attempt;
import org.phantomnet.conformance.transactions.ScriptedMailbox.Outcome;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.messenger.Messenger;
import org.phantomnet.messenger.MessengerConfig;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The messenger in a directory, with its life in a script's hands: it opens, settles, dies, closes.
 * Script thread only.
 */
final class DeviceUnderTest implements AutoCloseable {
  private static final String PASSPHRASE = "correct horse";
  private static final String MAIL_THREAD = "phantomnet-mail";
  private static final String INBOX_THREAD = "phantomnet-inbox";
  private static final Bytes NOTHING = Bytes.copyOf(new byte[1]);
  private static final RandomSource RANDOM = new SystemRandom();

  private final Path directory;
  private final ScriptedMailbox mailbox;
  private final Clock clock;
  private final DeviceAddress nobody;
  private final List<Bytes> calls = new ArrayList<>();
  private final CounterFile counter;
  private Optional<Life> life = Optional.empty();

  private record Life(Messenger messenger, DyingStore store, Quiet quiet) {}

  /** A row of the outbox. */
  record Waiting(String envelope, Bytes sealed) {}

  DeviceUnderTest(Path directory, ScriptedMailbox mailbox, Clock clock) {
    this.directory = directory;
    this.mailbox = mailbox;
    this.clock = clock;
    this.counter = new CounterFile(directory.resolve("store.counter"));
    this.nobody = new DeviceAddress(new UserAddress("nobody", mailbox.keys().mailbox()), 1, 1);
  }

  /**
   * Starts the client; the mailbox delivers nothing yet.
   *
   * @return whether it found that its store was rolled back
   */
  boolean open() throws MessengerException {
    Quiet quiet = new Quiet();
    List<DyingStore> opened = new ArrayList<>();
    SqlStore.Factory real = JdbcSqlStore.factory(RANDOM, PassphraseCost.INSECURE_FOR_TESTS);
    int uploads = mailbox.uploads();
    Messenger messenger =
        Messenger.open(
            new MessengerConfig(
                directory,
                PASSPHRASE.toCharArray(),
                mailbox.client(new FromMailbox(quiet, opened, counter)),
                (path, passphrase) -> {
                  DyingStore store = new DyingStore(real.open(path, passphrase), quiet);
                  opened.add(store);
                  return store;
                },
                clock,
                RANDOM));
    life = Optional.of(new Life(messenger, opened.get(0), quiet));
    if (messenger.isRegistered()) {
      settle();
    }
    return mailbox.uploads() > uploads;
  }

  Messenger messenger() {
    return life.orElseThrow().messenger();
  }

  void arm(DyingStore.Death death) {
    life.orElseThrow().store().arm(death);
  }

  boolean hasDied() {
    return life.orElseThrow().quiet().hasDied();
  }

  /** Waits until the device has nothing left to do, or is dead. */
  void settle() {
    finishSession();
    finishMail();
    finishSession();
    life.orElseThrow()
        .quiet()
        .runThrough(
            INBOX_THREAD,
            () -> messenger().channel().setReceiver(SecureChannel.Receiver.atOnce(this::called)));
    if (!hasDied()) {
      counter.settled(generation());
    }
  }

  /**
   * Whether the counter was where it must be whenever something left, since this was last asked.
   */
  boolean counterHeld() {
    return counter.takeHeld();
  }

  private void finishMail() {
    life.orElseThrow().quiet().runThrough(MAIL_THREAD, mailbox::wake);
  }

  /** What was posted before is done when this refusal comes. */
  private void finishSession() {
    CountDownLatch done = new CountDownLatch(1);
    messenger().channel().send(nobody, NOTHING, Duration.ZERO, outcome -> done.countDown());
    Quiet.await(done);
  }

  void sendCall(UserAddress to, Bytes content, Duration staleAfter) {
    List<SecureChannel.Peer> peers = messenger().channel().peers(to);
    CountDownLatch done = new CountDownLatch(1);
    messenger()
        .channel()
        .send(peers.get(0).device(), content, staleAfter, outcome -> done.countDown());
    Quiet.await(done);
    settle();
  }

  /** One attempt of the device to send what is oldest, if there is anything. */
  Optional<Attempt> attempt(Outcome outcome) {
    mailbox.takeAttempt();
    mailbox.allow(outcome);
    settle();
    mailbox.allowNothing();
    return mailbox.takeAttempt();
  }

  List<Waiting> outbox() {
    return life.orElseThrow()
        .store()
        .inTransaction(
            sql ->
                sql.query(
                    "SELECT envelope_id, sealed FROM outbox ORDER BY id",
                    row -> new Waiting(row.text(0), row.blob(1))));
  }

  long generation() {
    return life.orElseThrow().store().inTransaction(DyingStore::generation);
  }

  /** What the engine was given, ever. */
  synchronized List<Bytes> calls() {
    return List.copyOf(calls);
  }

  private synchronized void called(SecureChannel.Received received) {
    calls.add(received.content());
  }

  void backUp(Path to) throws IOException {
    Files.copy(database(), to, StandardCopyOption.REPLACE_EXISTING);
  }

  void putBack(Path from) throws IOException {
    Files.copy(from, database(), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path database() {
    return directory.resolve("messenger.db");
  }

  @Override
  public void close() {
    life.ifPresent(open -> open.messenger().close());
    life = Optional.empty();
  }

  /** The process and the mailbox's view of it. */
  private record FromMailbox(Quiet quiet, List<DyingStore> opened, CounterFile counter)
      implements ScriptedMailbox.Watch {
    @Override
    public void attempted() {
      counter.leaving();
    }

    @Override
    public void attemptFailed() {
      quiet.foundNothing(MAIL_THREAD);
    }

    @Override
    public void takenInDeath() {
      opened.get(0).die();
    }

    @Override
    public boolean acknowledging() {
      DyingStore store = opened.get(0);
      if (store.isArmed()) {
        store.die();
      }
      if (store.isDead()) {
        return false;
      }
      counter.settled(store.inTransaction(DyingStore::generation));
      counter.leaving();
      return true;
    }
  }
}
