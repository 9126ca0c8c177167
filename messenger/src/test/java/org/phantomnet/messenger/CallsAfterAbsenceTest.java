package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.port.SecureChannel.Receiver;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.MovableClock;

/** Calls that came, and perhaps went, while a device was off. */
class CallsAfterAbsenceTest {
  private static final CallId CALL = new CallId(new TestRandom(7).bytes(16));
  private static final CallId OTHER = new CallId(new TestRandom(8).bytes(16));

  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atSystemTime();
  private final TestMailbox mailbox = new TestMailbox("mail.example", clock);
  private final List<String> atBob = new CopyOnWriteArrayList<>();
  private Person alice;
  private Person bob;
  private DeviceAddress bobsDevice;

  @BeforeEach
  void befriend() throws MessengerException {
    alice = new Person("alice", directory.resolve("alice"), mailbox, clock).register();
    bob = new Person("bob", directory.resolve("bob"), mailbox, clock).register();
    alice.messenger().requestContact(bob.address);
    bob.messenger().requestContact(alice.address);
    alice.awaitHeard("accepted bob");
    bob.awaitHeard("accepted alice");
    bobsDevice = bob.messenger().channel().self();
    bob.close();
  }

  @AfterEach
  void close() {
    alice.close();
    bob.close();
  }

  private static Bytes filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 3);
    return Bytes.copyOf(bytes);
  }

  private CallMessage offer(CallId id) {
    return new CallMessage.Offer(
        id,
        alice.messenger().channel().self(),
        bobsDevice,
        CallMode.FAST,
        MediaKind.AUDIO,
        new ConnectionParameters(
            "abcd", "0123456789abcdef012345", filled(32), List.of(Codec.OPUS), 32_000, 0),
        Optional.empty(),
        filled(32),
        filled(32),
        filled(1_184),
        Set.of(Capability.MEDIA_SHIELD, Capability.REKEY),
        1_790_000_000_000L,
        filled(420),
        filled(71));
  }

  private static CallMessage hangup(CallId id) {
    return new CallMessage.Hangup(id, HangupReason.CANCELLED);
  }

  private void send(CallMessage message) {
    Bytes sealed =
        SignalCodec.encode(
            new SealedCall(
                message.type(),
                0,
                1,
                SignalCodec.encodeCore(message),
                Bytes.EMPTY,
                filled(SealedCall.MAC_LENGTH)));
    alice.messenger().channel().send(bobsDevice, sealed, Duration.ofSeconds(60), outcome -> {});
  }

  private void bobComesBack(int messages) throws MessengerException {
    alice.await(() -> mailbox.queued(bob.address) >= messages);
    bob.open();
    bob.messenger()
        .channel()
        .setReceiver(Receiver.atOnce(received -> atBob.add(name(received.content()))));
  }

  private static String name(Bytes content) {
    try {
      SealedCall sealed = SignalCodec.decode(content);
      CallMessage message = SignalCodec.decodeCore(sealed.type(), sealed.core());
      return message.type() + (message.callId().equals(CALL) ? "" : " of another");
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Covers("SESS-14")
  @Adversary("ADV-55")
  void callThatIsOver_isOverBeforeItsOfferIsTold() throws MessengerException {
    send(offer(CALL));
    send(offer(OTHER));
    send(hangup(CALL));

    bobComesBack(3);

    bob.await(() -> atBob.size() == 4);
    assertEquals(List.of("HANGUP", "OFFER", "OFFER of another", "HANGUP"), atBob);
  }

  @Test
  @Covers("SESS-14")
  void callThatStillRings_isToldInItsOrder() throws MessengerException {
    send(hangup(OTHER));
    send(offer(CALL));

    bobComesBack(2);

    bob.await(() -> atBob.size() == 2);
    assertEquals(List.of("HANGUP of another", "OFFER"), atBob);
  }
}
