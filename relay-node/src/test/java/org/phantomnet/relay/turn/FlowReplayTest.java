package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** Captured flows, sent through a relay over sockets. */
final class FlowReplayTest {
  private static final int CHANNEL = 0x4000;
  private static final Duration BEYOND_GRACE = Duration.ofSeconds(11);
  private static final String GOOD = "dtls-srtp";

  /** A relay in one mode with a client and its peer, and what they send one another. */
  private static final class Line implements AutoCloseable {
    final TurnBed bed;
    final String username;
    TurnClient client;
    TestPeer peer;
    InetSocketAddress relayed;
    private long judged;

    Line(ForwardMode mode) throws IOException {
      bed = new TurnBed(c -> TurnBed.withForward(c, mode));
      username = bed.username();
      client = bed.client(ListenerKind.UDP, username);
      peer = bed.peer();
      relayed = client.allocated();
      assertEquals(StunClass.SUCCESS, client.bind(CHANNEL, peer.address()).messageClass());
    }

    /** Gives the allocation back, and makes one with another socket and another peer. */
    void move() throws IOException {
      client.refresh(0);
      client = bed.client(ListenerKind.UDP, username);
      peer = bed.peer(Bytes.copyOf(new byte[] {127, 0, 0, 7}));
      relayed = client.allocated();
      client.bind(CHANNEL, peer.address());
    }

    /** Whether the relay carried it on; what arrives is what was sent. */
    boolean carries(Capture packet) throws IOException {
      long before = forwarded();
      if (packet.fromClient()) {
        client.sendChannelData(CHANNEL, packet.data());
      } else {
        peer.send(relayed, packet.data());
      }
      judged++;
      awaitJudged();
      boolean carried = forwarded() > before;
      if (carried && packet.fromClient()) {
        assertArrayEquals(packet.data(), peer.receiveBytes());
      } else if (carried) {
        byte[] got = client.wire.receive();
        assertArrayEquals(packet.data(), Arrays.copyOfRange(got, 4, 4 + packet.data().length));
      }
      return carried;
    }

    int carried(List<Capture> flow) throws IOException {
      int count = 0;
      for (Capture packet : flow) {
        count += carries(packet) ? 1 : 0;
      }
      return count;
    }

    long forwarded() {
      return bed.count(Counter.FORWARDED_TO_PEER) + bed.count(Counter.FORWARDED_TO_CLIENT);
    }

    Map<Counter, Long> refused() {
      Map<Counter, Long> refused = new EnumMap<>(Counter.class);
      for (Counter counter : Counter.values()) {
        if (counter.name().startsWith("DROPPED_SHAPE_") && bed.count(counter) > 0) {
          refused.put(counter, bed.count(counter));
        }
      }
      return refused;
    }

    /** Every packet is forwarded or counted under one reason. */
    private void awaitJudged() {
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (forwarded() + refused().values().stream().mapToLong(n -> n).sum() < judged) {
        assertTrue(System.nanoTime() < deadline, "a packet is neither forwarded nor counted");
        Thread.onSpinWait();
      }
    }

    /** Whether media passes once the grace is over. */
    boolean proven() throws IOException {
      carries(srtp());
      bed.pass(BEYOND_GRACE);
      return carries(srtp());
    }

    @Override
    public void close() throws IOException {
      bed.close();
    }
  }

  private static Capture srtp() {
    byte[] packet = new byte[172];
    packet[0] = (byte) 0x80;
    return new Capture(true, packet);
  }

  @ParameterizedTest
  @CsvSource({
    "wireguard,DROPPED_SHAPE_WIREGUARD",
    "dns,DROPPED_SHAPE_DNS",
    "http,DROPPED_SHAPE_HTTP",
    "quic-initial,DROPPED_SHAPE_QUIC",
    "dtls-null-profile,DROPPED_SHAPE_NULL_PROFILE",
    "dtls-null-among-others,DROPPED_SHAPE_NULL_PROFILE",
  })
  @Covers({"FWD-3", "FWD-5", "FWD-7"})
  void strict_refusesAndCountsByClass(String name, Counter counter) throws Exception {
    try (Line line = new Line(ForwardMode.STRICT)) {
      List<Capture> flow = Capture.read(name);

      assertEquals(0, line.carried(flow));

      assertEquals(Map.of(counter, (long) flow.size()), line.refused());
    }
  }

  @Test
  @Covers({"FWD-3", "FWD-7"})
  void strict_handshakeWithoutSrtp_provesNothing() throws Exception {
    try (Line line = new Line(ForwardMode.STRICT)) {
      List<Capture> flow = Capture.read("dtls-without-srtp");
      assertTrue(!line.carries(flow.get(0)), "the hello");

      line.carried(flow);

      assertTrue(line.bed.count(Counter.DROPPED_SHAPE_NO_SRTP) >= 2, "both hellos");
      assertTrue(!line.proven(), "proven");
    }
  }

  @Test
  @Covers({"FWD-4", "FWD-7"})
  void strict_plainRtp_passesBrieflyAndSlowly() throws Exception {
    try (Line line = new Line(ForwardMode.STRICT)) {
      List<Capture> flow = Capture.read("rtp-pcmu");

      int atOnce = line.carried(flow);
      line.bed.pass(BEYOND_GRACE);
      int later = line.carried(flow);

      int burst = 2_000; // of 64 kbit/s
      int fitting = 0;
      for (Capture packet : flow) {
        if (packet.data().length <= burst) {
          burst -= packet.data().length;
          fitting++;
        }
      }
      assertEquals(fitting, atOnce);
      assertEquals(0, later);
      assertEquals(Map.of(Counter.DROPPED_SHAPE_RTP, 2L * flow.size() - atOnce), line.refused());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {GOOD, "dtls-srtp-cookie", "dtls-srtp-fragments"})
  @Covers("FWD-3")
  void strict_dtlsSrtp_isCarriedWholeAndProven(String name) throws Exception {
    try (Line line = new Line(ForwardMode.STRICT)) {
      List<Capture> flow = Capture.read(name);

      assertEquals(flow.size(), line.carried(flow));

      assertTrue(line.proven(), "not proven");
      assertEquals(Map.of(), line.refused());
    }
  }

  @Test
  @Covers("FWD-3")
  void strict_reorderedAndRepeatedFragments_areCarriedAndProven() throws Exception {
    List<Capture> flow = new ArrayList<>(Capture.read("dtls-srtp-fragments"));
    Collections.swap(flow, 0, 1); // the hello's two fragments, twice: before and after the cookie
    Collections.swap(flow, 3, 4);
    flow.add(5, flow.get(4)); // sent again
    try (Line line = new Line(ForwardMode.STRICT)) {
      assertEquals(flow.size(), line.carried(flow));

      assertTrue(line.proven(), "not proven");
    }
  }

  @Test
  @Covers("FWD-6")
  void proof_survivesAnotherSocketAndPeer_forAMinute() throws Exception {
    try (Line line = new Line(ForwardMode.STRICT)) {
      line.carried(Capture.read(GOOD));

      line.bed.pass(Duration.ofSeconds(1));
      line.move();
      boolean moved = line.proven();
      line.client.refresh(0);
      line.bed.pass(Duration.ofSeconds(61)); // the loop sweeps on its next tick
      line.bed.awaitForgotten();
      line.move();
      boolean forgotten = !line.proven();

      assertTrue(moved, "lost with the 5-tuple");
      assertTrue(forgotten, "still proven");
    }
  }

  @Test
  @Covers("FWD-4")
  void grace_isNotGivenAgain_toAnotherSocketAndPeer() throws Exception {
    try (Line line = new Line(ForwardMode.STRICT)) {
      assertTrue(!line.proven(), "proven");

      line.move();

      assertTrue(!line.carries(srtp()), "a second grace");
    }
  }

  @Test
  @Covers("FWD-3")
  @Adversary("ADV-41")
  void racingClientHelloOfAThirdParty_reachesNoOneAndProvesNothing() throws Exception {
    List<Capture> flow = Capture.read(GOOD);
    byte[] hello = flow.get(0).data();
    byte[] serverHello = flow.get(3).data();
    try (Line line = new Line(ForwardMode.STRICT)) {
      TestPeer stranger = line.bed.peer(Bytes.copyOf(new byte[] {127, 0, 0, 3}));

      stranger.send(line.relayed, hello); // before the friend's
      line.bed.awaitCount(Counter.DROPPED_NO_PERMISSION, 1);
      boolean answered = line.carries(new Capture(true, serverHello));
      stranger.send(line.relayed, Capture.read("dtls-null-profile").get(0).data());
      line.bed.awaitCount(Counter.DROPPED_NO_PERMISSION, 2);
      int carried = line.carried(flow);

      assertTrue(!answered, "an answer to a hello that was never carried");
      assertEquals(flow.size(), carried);
      assertTrue(line.proven(), "the friend's handshake is not taken");
    }
  }

  @Test
  @Covers({"FWD-5", "FWD-7"})
  void strict_randomBytes_areAllRefusedAndCounted() throws Exception {
    Random random = new Random(7);
    try (Line line = new Line(ForwardMode.STRICT)) {
      assertTrue(!line.proven(), "proven"); // the grace is spent
      long before = line.forwarded();
      for (int first = 0; first < 256; first++) {
        byte[] packet = new byte[40 + random.nextInt(1_000)];
        random.nextBytes(packet);
        packet[0] = (byte) first;
        line.carries(new Capture(true, packet));
      }

      // what looks like an encrypted record of DTLS 1.3 has the 64 KiB of any handshake (FWD-5)
      assertEquals(before + 32, line.forwarded());
      assertTrue(line.bed.count(Counter.DROPPED_SHAPE_STUN) >= 4, "forged STUN");
      // 4-15 and, without a version of QUIC, 192-255
      assertEquals(12L + 64, line.bed.count(Counter.DROPPED_SHAPE_UNKNOWN));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "wireguard,1",
    "rtp-pcmu,20",
    "dtls-null-profile,1",
    "dtls-without-srtp,10",
    "dns,0",
    "http,0",
    "quic-initial,0"
  })
  @Covers({"FWD-1", "FWD-7"})
  void demux_looksAtTheFirstByteOnly(String name, int passes) throws Exception {
    try (Line line = new Line(ForwardMode.DEMUX)) {
      assertEquals(passes, line.carried(Capture.read(name)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"wireguard", "rtp-pcmu", "dns", "http", "quic-initial"})
  void off_carriesEverything(String name) throws Exception {
    try (Line line = new Line(ForwardMode.OFF)) {
      List<Capture> flow = Capture.read(name);

      assertEquals(flow.size(), line.carried(flow));
    }
  }
}
