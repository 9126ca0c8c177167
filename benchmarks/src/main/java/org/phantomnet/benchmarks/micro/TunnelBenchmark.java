package org.phantomnet.benchmarks.micro;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.path.RateWatch;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * One packet of sound through the filter, each way, with the gate open and a channel bound. Both
 * ends only count bytes. Packets per second of a call are few: what matters is that none allocates.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class TunnelBenchmark {
  private static final int ENGINE_PORT = 40_000;
  private static final int CHANNEL = 0x4000;
  private static final int SOUND = 262;
  private static final int RTP = 0x80;
  private static final int UDP = 17;
  private static final String USER = "1790000000:bench";
  private static final String PASSWORD = "secret";
  private static final String REALM = "north.example";
  private static final Bytes OWN = address(192, 0, 2, 53);
  private static final Bytes PEER = address(198, 51, 100, 53);
  private static final int RELAYED_PORT = 49_200;
  private static final int PEER_PORT = 49_500;

  private final MessageIntegrity key = MessageIntegrity.longTerm(USER, REALM, PASSWORD);
  private final byte[] transaction = new byte[12];
  private final byte[] sound = sound();
  private final GuardedTunnel tunnel;
  private RelayTunnel.Listener relay = new Nobody();
  private long outgoing;
  private long incoming;

  public TunnelBenchmark() {
    MediaGate gate = new MediaGate();
    try {
      tunnel =
          GuardedTunnel.open(
              (listed, listener) -> {
                relay = listener;
                return new Counting();
              },
              north(),
              new RelayGrant(north().relayId(), USER, PASSWORD, Instant.MAX),
              CallMode.PRIVATE,
              gate,
              new SystemRandom(),
              RateWatch.of(CallMode.PRIVATE, System::nanoTime),
              Optional.empty(),
              () -> {});
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    tunnel.setEngineSink((port, packet, offset, length) -> incoming += length);
    allocate();
    tunnel.admitRemote(
        new Candidate(CandidateType.RELAY, TransportProtocol.UDP, PEER, PEER_PORT, 1));
    fromEngine(bind());
    gate.keysConfirmed();
    gate.transportConnected();
    gate.accepted();
    if (isRefused(outgoing(), outgoing()) || isRefused(incoming(), incoming())) {
      throw new IllegalStateException("sound does not pass: " + tunnel.refused());
    }
  }

  private static boolean isRefused(long before, long after) {
    return after != before + 4 + SOUND;
  }

  @TearDown
  public void close() {
    tunnel.close();
  }

  /** From the engine to the relay; returns what has left, so that nothing can be left out. */
  @Benchmark
  public long outgoing() {
    tunnel.fromEngine(ENGINE_PORT, sound, 0, sound.length);
    return outgoing;
  }

  /** From the relay to the engine. */
  @Benchmark
  public long incoming() {
    relay.packet(sound, 0, sound.length);
    return incoming;
  }

  private void allocate() {
    fromEngine(
        message(
            StunMethod.ALLOCATE,
            StunClass.REQUEST,
            writer -> proved(writer.u8(AttributeType.REQUESTED_TRANSPORT, UDP))));
    byte[] allocated =
        message(
            StunMethod.ALLOCATE,
            StunClass.SUCCESS,
            writer ->
                writer
                    .xorAddress(AttributeType.XOR_RELAYED_ADDRESS, OWN, RELAYED_PORT)
                    .u32(AttributeType.LIFETIME, 600)
                    .xorAddress(AttributeType.XOR_MAPPED_ADDRESS, address(203, 0, 113, 1), 5_000)
                    .integrity(key));
    relay.packet(allocated, 0, allocated.length);
  }

  private byte[] bind() {
    return message(
        StunMethod.CHANNEL_BIND,
        StunClass.REQUEST,
        writer ->
            proved(
                writer
                    .u16(AttributeType.CHANNEL_NUMBER, CHANNEL)
                    .xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER, PEER_PORT)));
  }

  private void proved(StunWriter writer) {
    writer
        .text(AttributeType.USERNAME, USER)
        .text(AttributeType.REALM, REALM)
        .text(AttributeType.NONCE, "n")
        .integrity(key)
        .fingerprint();
  }

  private byte[] message(StunMethod method, StunClass kind, Body body) {
    byte[] out = new byte[RelayTunnel.MAX_PACKET];
    StunWriter writer = new StunWriter().begin(out, 0, method, kind, transaction, 0);
    body.write(writer);
    return Arrays.copyOf(out, writer.length());
  }

  private void fromEngine(byte[] packet) {
    tunnel.fromEngine(ENGINE_PORT, packet, 0, packet.length);
  }

  private static byte[] sound() {
    byte[] packet = new byte[4 + SOUND];
    ChannelData.writeHeader(packet, 0, CHANNEL, SOUND);
    packet[4] = (byte) RTP;
    packet[5] = 111; // payload type: Opus
    return packet;
  }

  private static ListedRelay north() {
    Bytes id = Bytes.copyOf(new byte[32]);
    return new ListedRelay(
        id,
        "north",
        new RelayDescriptor(
            id,
            List.of(new RelayDescriptor.Listener(RelayDescriptor.ListenerKind.UDP, OWN, 3478)),
            List.of(OWN),
            49_152,
            49_999,
            "",
            "test",
            1,
            REALM,
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.MAX,
            Bytes.EMPTY));
  }

  private static Bytes address(int... octets) {
    byte[] address = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      address[i] = (byte) octets[i];
    }
    return Bytes.copyOf(address);
  }

  private interface Body {
    void write(StunWriter writer);
  }

  private final class Counting implements RelayTunnel {
    @Override
    public void send(byte[] packet, int offset, int length) {
      outgoing += length;
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  private static final class Nobody implements RelayTunnel.Listener {
    @Override
    public void packet(byte[] packet, int offset, int length) {
      throw new IllegalStateException("no tunnel yet");
    }

    @Override
    public void lost() {
      throw new IllegalStateException("no tunnel yet");
    }
  }
}
