package org.phantomnet.benchmarks.micro;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.EarlyKeys;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * One call message from its record to the padded envelope that goes to the mailbox, and back: core,
 * MAC, content, ratchet, padding; "sealed" with the sender hidden. Before each, the other side has
 * spoken, as calls go to and fro, so that receiving pays for the ratchet's turn.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class CallMessageBenchmark {
  /** The smallest and the largest message of a call. */
  public enum Kind {
    ACCEPT,
    OFFER
  }

  @Param public Kind message = Kind.ACCEPT;

  private final ChatDevice alice = new ChatDevice(Handshake.ALICE, 1001);
  private final ChatDevice bob = new ChatDevice(Handshake.BOB, 2002);
  private final Handshake handshake =
      new Handshake(
          alice.identityKey(), alice.registrationId(), bob.identityKey(), bob.registrationId());
  private final CallerShares shares = handshake.callerShares();
  private final EarlyKeys early = EarlyKeys.derive(handshake.binding(), shares.secret());
  private final CallKeys keys;
  private final Bytes id = new SystemRandom().bytes(Content.ID_LENGTH);
  private final byte[] reply = new byte[400];
  private long counter;
  private Bytes arrived = Bytes.EMPTY;
  private Bytes arrivedSealed = Bytes.EMPTY;

  public CallMessageBenchmark() {
    try {
      alice.meet(bob);
      keys = handshake.agree();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Fresh chains: each direction has one message in the turn that is measured. */
  @Setup(Level.Invocation)
  public void turn() throws Exception {
    alice.read(bob, bob.write(alice, reply));
    bob.read(alice, alice.write(bob, reply));
    arrived = EnvelopePadding.pad(Bytes.copyOf(bob.write(alice, content())));
    arrivedSealed = EnvelopePadding.pad(Bytes.copyOf(bob.seal(alice, content())));
  }

  @Benchmark
  public Bytes send() throws Exception {
    return EnvelopePadding.pad(Bytes.copyOf(alice.write(bob, content())));
  }

  @Benchmark
  public Bytes sendSealed() throws Exception {
    return EnvelopePadding.pad(Bytes.copyOf(alice.seal(bob, content())));
  }

  @Benchmark
  public CallMessage receive() throws Exception {
    return taken(alice.read(bob, EnvelopePadding.unpad(arrived).toByteArray()));
  }

  @Benchmark
  public CallMessage receiveSealed() throws Exception {
    return taken(alice.unseal(EnvelopePadding.unpad(arrivedSealed).toByteArray()));
  }

  /** The record as encoded content; its MAC is the caller's or the callee's by its type. */
  private byte[] content() {
    CallMessage call =
        message == Kind.OFFER
            ? handshake.offer(shares)
            : new CallMessage.Accept(handshake.binding().callId());
    MessageType type = call.type();
    Bytes core = SignalCodec.encodeCore(call);
    counter++;
    Bytes mac =
        message == Kind.OFFER
            ? early.mac(Role.CALLER, type, counter, core)
            : keys.mac(Role.CALLEE, type, 0, counter, core);
    Bytes wire = SignalCodec.encode(new SealedCall(type, 0, counter, core, Bytes.EMPTY, mac));
    Content content =
        new Content(
            Handshake.ALICE,
            Handshake.BOB,
            1,
            id,
            Instant.now(),
            new Content.Call(wire, message == Kind.OFFER ? Content.Call.OFFER_LEGACY_TEXT : ""));
    return ContentCodec.encode(content).toByteArray();
  }

  private CallMessage taken(byte[] plaintext) throws Exception {
    Content.Call call = (Content.Call) ContentCodec.decode(Bytes.copyOf(plaintext)).body();
    SealedCall sealed = SignalCodec.decode(call.sealed());
    if (message == Kind.OFFER) {
      early.verify(Role.CALLER, sealed);
    } else {
      keys.verify(Role.CALLEE, sealed);
    }
    return SignalCodec.decodeCore(sealed.type(), sealed.core());
  }
}
