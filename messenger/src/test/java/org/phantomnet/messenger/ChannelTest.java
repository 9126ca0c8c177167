package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.port.SecureChannel.Peer;
import org.phantomnet.engine.port.SecureChannel.Received;
import org.phantomnet.engine.port.SecureChannel.Receiver;
import org.phantomnet.engine.port.SecureChannel.SendOutcome;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.MovableClock;

class ChannelTest {
  private static final Duration KEEP = Duration.ZERO;

  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atSystemTime();
  private final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  private final List<Received> atBob = new CopyOnWriteArrayList<>();
  private Person alice;
  private Person bob;

  @BeforeEach
  void befriend() throws MessengerException {
    alice = new Person("alice", directory.resolve("alice"), mailbox, clock).register();
    bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register();
    alice.messenger().requestContact(bob.address);
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("accepted bob");
    bob.awaitHeard("accepted alice");
    bob.messenger().channel().setReceiver(Receiver.atOnce(atBob::add));
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
  }

  private static Bytes content(int value) {
    return Bytes.copyOf(new byte[] {(byte) value, 1});
  }

  private static Bytes hangup() {
    return SignalCodec.encode(
        new SealedCall(
            MessageType.HANGUP,
            0,
            1,
            content(7),
            Bytes.EMPTY,
            Bytes.copyOf(new byte[SealedCall.MAC_LENGTH])));
  }

  private SendOutcome send(DeviceAddress to, Bytes content, Duration staleAfter) {
    CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
    alice.messenger().channel().send(to, content, staleAfter, outcome::complete);
    try {
      return outcome.get(10, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private DeviceAddress bobsDevice() {
    return alice.messenger().channel().peers(bob.address).get(0).device();
  }

  private List<Bytes> received() {
    return atBob.stream().map(Received::content).toList();
  }

  @Test
  @Covers("CONT-14")
  void callContent_toAContact_arrivesFromTheAuthenticatedDevice() {
    SecureChannel own = alice.messenger().channel();
    Peer peer = own.peers(bob.address).get(0);
    assertEquals(
        new Peer(bob.messenger().channel().self(), bob.messenger().channel().selfIdentity()), peer);

    assertEquals(SendOutcome.QUEUED, send(peer.device(), content(1), KEEP));
    bob.await(() -> !atBob.isEmpty());

    assertEquals(
        new Received(own.self(), own.selfIdentity(), content(1), atBob.get(0).heldByMailbox()),
        atBob.get(0));
    assertTrue(atBob.get(0).heldByMailbox().compareTo(Duration.ofSeconds(20)) < 0);
  }

  @Test
  void largestContent_arrives_andALargerIsRefused() {
    Bytes largest = new TestRandom(3).bytes(SecureChannel.MAX_CONTENT);

    assertEquals(SendOutcome.QUEUED, send(bobsDevice(), largest, KEEP));
    assertEquals(
        SendOutcome.TOO_LARGE,
        send(bobsDevice(), new TestRandom(3).bytes(SecureChannel.MAX_CONTENT + 1), KEEP));

    bob.await(() -> received().equals(List.of(largest)));
    assertTrue(mailbox.everSent().get(mailbox.everSent().size() - 1).length() < 4_096);
  }

  @Test
  @Covers("CONT-14")
  void callContent_toWhomeverElse_isNotSent() throws MessengerException {
    DeviceAddress device = bobsDevice();
    DeviceAddress reinstalled =
        new DeviceAddress(bob.address, 1, device.registrationId() % 16_000 + 1);
    DeviceAddress second = new DeviceAddress(bob.address, 2, device.registrationId());

    assertEquals(SendOutcome.NO_SESSION, send(reinstalled, content(1), KEEP));
    assertEquals(SendOutcome.NO_SESSION, send(second, content(1), KEEP));
    alice.messenger().setBlocked(bob.address, true);
    assertEquals(SendOutcome.NO_SESSION, send(device, content(1), KEEP));
    assertEquals(List.of(), alice.messenger().channel().peers(bob.address));
  }

  @Test
  void callContent_beforeThereIsAReceiver_waitsInTheInbox() throws MessengerException {
    bob.restart();

    send(bobsDevice(), content(1), KEEP);
    bob.await(() -> mailbox.queued(bob.address) == 0);
    bob.restart();
    bob.messenger().channel().setReceiver(Receiver.atOnce(atBob::add));

    bob.await(() -> received().equals(List.of(content(1))));
  }

  @Test
  void callContent_whoseReceiverDied_comesAgain() throws MessengerException {
    bob.messenger()
        .channel()
        .setReceiver(
            Receiver.atOnce(
                received -> {
                  atBob.add(received);
                  bob.dieAfter(0, false);
                }));
    send(bobsDevice(), content(1), KEEP);
    bob.await(bob::isDead);

    bob.restart();
    bob.messenger().channel().setReceiver(Receiver.atOnce(atBob::add));

    bob.await(() -> received().equals(List.of(content(1), content(1))));
  }

  @Test
  @Covers("SESS-13")
  void callContent_notTakenBeforeTheProcessEnds_comesAgain() throws MessengerException {
    bob.messenger().channel().setReceiver((received, taken) -> atBob.add(received));
    send(bobsDevice(), content(1), KEEP);
    send(bobsDevice(), content(2), KEEP);
    bob.await(() -> atBob.size() == 1 && mailbox.queued(bob.address) == 0);

    bob.restart();
    bob.messenger().channel().setReceiver(Receiver.atOnce(atBob::add));

    bob.await(() -> received().equals(List.of(content(1), content(1), content(2))));
  }

  @Test
  @Covers("SESS-13")
  void callContent_takenLater_isFollowedByTheNextThenAndOnce() throws MessengerException {
    List<Runnable> open = new CopyOnWriteArrayList<>();
    bob.messenger()
        .channel()
        .setReceiver(
            (received, taken) -> {
              atBob.add(received);
              open.add(taken);
            });
    send(bobsDevice(), content(1), KEEP);
    send(bobsDevice(), content(2), KEEP);
    bob.await(() -> open.size() == 1 && mailbox.queued(bob.address) == 0);
    assertEquals(List.of(content(1)), received());

    open.get(0).run();
    open.get(0).run();
    bob.await(() -> open.size() == 2);
    open.get(1).run();
    send(bobsDevice(), content(3), KEEP);
    bob.await(() -> open.size() == 3);

    assertEquals(List.of(content(1), content(2), content(3)), received());
  }

  @Test
  @Covers("SESS-13")
  void callContent_notTakenByAReceiver_goesToTheOneThatReplacesIt() throws MessengerException {
    bob.messenger().channel().setReceiver((received, taken) -> atBob.add(received));
    send(bobsDevice(), content(1), KEEP);
    bob.await(() -> atBob.size() == 1);

    bob.messenger().channel().setReceiver(Receiver.atOnce(atBob::add));

    bob.await(() -> received().equals(List.of(content(1), content(1))));
  }

  @Test
  @Covers("SESS-7")
  void staleCallContent_afterARestart_isDroppedButAHangupIsNot() throws MessengerException {
    DeviceAddress device = bobsDevice();
    mailbox.setDown(true);
    send(device, content(1), Duration.ofSeconds(60));
    send(device, content(2), KEEP);
    send(device, hangup(), Duration.ofSeconds(60));
    clock.advance(Duration.ofSeconds(30));
    send(device, content(3), Duration.ofSeconds(60));
    clock.advance(Duration.ofSeconds(31));
    alice.restart();
    mailbox.setDown(false);

    bob.await(() -> atBob.size() == 3);

    assertEquals(List.of(content(2), hangup(), content(3)), received());
  }

  @Test
  @Covers("SESS-10")
  void manyMessages_toOneDevice_arriveInOrder() {
    DeviceAddress device = bobsDevice();
    for (int i = 0; i < 20; i++) {
      alice.messenger().channel().send(device, content(i), KEEP, outcome -> {});
    }

    bob.await(() -> atBob.size() == 20);

    for (int i = 0; i < 20; i++) {
      assertEquals(content(i), atBob.get(i).content());
    }
  }

  @Test
  void channel_ofARestartedMessenger_isTheSameDevice() throws MessengerException {
    DeviceAddress before = alice.messenger().channel().self();
    Bytes identity = alice.messenger().channel().selfIdentity();
    alice.restart();

    assertEquals(before, alice.messenger().channel().self());
    assertEquals(identity, alice.messenger().channel().selfIdentity());
    assertFalse(alice.messenger().channel().peers(bob.address).isEmpty());
  }
}
