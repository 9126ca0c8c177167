package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** What one prefix, one allocation and the whole node may take, over sockets. */
final class QuotaTest {
  private static final int CHANNEL = 0x4000;
  private static final byte[] AUDIO = new byte[172];
  private static final byte[] VIDEO = new byte[1_200];
  private static final int STEP_MILLIS = 20;
  private static final int STEPS = 250;
  private static final int VIDEO_A_STEP = 10; // 4.8 Mbit/s
  private static final long RATE = 800_000;
  private static final String FLOODING = "127.0.1.";
  private static final String OTHER = "127.0.2.1";

  private static TurnBed bed(TurnLimits limits) throws IOException {
    return new TurnBed(c -> TurnBed.withLimits(c, limits));
  }

  @Test
  @Covers("TURN-40")
  void fullNode_shedsVideo_andLosesNoAudio() throws Exception {
    try (TurnBed bed = bed(TurnLimits.DEFAULT.withNodeBitsPerSecond(RATE))) {
      TurnClient speaker = calling(bed);
      TurnClient watcher = calling(bed);
      overload(bed, speaker, watcher);

      assertEquals(0, bed.count(Counter.DROPPED_NODE_BANDWIDTH_SMALL));
      assertTrue(
          bed.count(Counter.DROPPED_NODE_BANDWIDTH) > STEPS * VIDEO_A_STEP / 2, "no video shed");
      assertEquals(0, bed.count(Counter.DROPPED_BANDWIDTH));
      assertRateKept(bed);
    }
  }

  @Test
  @Covers({"TURN-15", "TURN-40"})
  void fullAllocation_shedsItsVideo_andLosesNoAudio() throws Exception {
    try (TurnBed bed = bed(TurnLimits.DEFAULT.withBitsPerSecond(RATE))) {
      TurnClient both = calling(bed);
      overload(bed, both, both);

      long packets = bed.count(Counter.FORWARDED_TO_PEER);
      long audio =
          (VIDEO.length * packets - bed.count(Counter.FORWARDED_TO_PEER_BYTES))
              / (VIDEO.length - AUDIO.length);
      assertEquals(STEPS, audio);
      assertTrue(bed.count(Counter.DROPPED_BANDWIDTH) > STEPS * VIDEO_A_STEP / 2, "no video shed");
      assertRateKept(bed);
    }
  }

  @Test
  @Covers("TURN-40")
  void audioBeyondTheRate_isDroppedToo_andCountedApart() throws Exception {
    try (TurnBed bed = bed(TurnLimits.DEFAULT.withNodeBitsPerSecond(64_000))) {
      TurnClient client = calling(bed);
      for (int i = 0; i < 20; i++) {
        client.sendChannelData(CHANNEL, AUDIO);
      }

      bed.awaitCount(Counter.DROPPED_NODE_BANDWIDTH_SMALL, 20 - 2_000 / AUDIO.length);
      assertEquals(2_000 / AUDIO.length, bed.count(Counter.FORWARDED_TO_PEER));
    }
  }

  private static TurnClient calling(TurnBed bed) throws IOException {
    TurnClient client = bed.allocated(ListenerKind.UDP);
    client.bind(CHANNEL, bed.peer().address());
    return client;
  }

  private static void overload(TurnBed bed, TurnClient speaker, TurnClient watcher)
      throws IOException {
    long sent = 0;
    for (int step = 0; step < STEPS; step++) {
      for (int i = 0; i < VIDEO_A_STEP; i++) {
        watcher.sendChannelData(CHANNEL, VIDEO);
      }
      speaker.sendChannelData(CHANNEL, AUDIO);
      sent += VIDEO_A_STEP + 1;
      bed.awaitCounts(
          sent,
          Counter.FORWARDED_TO_PEER,
          Counter.DROPPED_BANDWIDTH,
          Counter.DROPPED_NODE_BANDWIDTH,
          Counter.DROPPED_NODE_BANDWIDTH_SMALL);
      bed.advance(STEP_MILLIS);
    }
  }

  private static void assertRateKept(TurnBed bed) {
    long most = RATE / 8 * (STEPS * STEP_MILLIS) / 1_000 + RATE / 8 / 4;
    long forwarded = bed.count(Counter.FORWARDED_TO_PEER_BYTES);
    assertTrue(forwarded <= most, "forwarded " + forwarded + " of " + most);
    assertTrue(forwarded > most * 8 / 10, "forwarded only " + forwarded + " of " + most);
  }

  @Test
  @Covers("TURN-41")
  @Adversary({"ADV-43", "ADV-49"})
  void floodOfAllocationsFromOnePrefix_takesItsShare_andAnothersCallGoesOn() throws Exception {
    try (TurnBed bed = bed(TurnLimits.DEFAULT.withPrefix(3, 100))) {
      TurnClient other = bed.clientFrom(ListenerKind.UDP, OTHER);
      TestPeer peer = bed.peer();
      InetSocketAddress relayed = other.allocated();
      other.bind(CHANNEL, peer.address());
      List<TurnClient> made = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        TurnClient one = bed.clientFrom(ListenerKind.UDP, FLOODING + i);
        StunMessage answer = one.allocate();
        if (answer.messageClass() == StunClass.SUCCESS) {
          made.add(one);
        } else {
          assertEquals(508, answer.errorCode());
        }
        peer.send(relayed, AUDIO);
        assertArrayEquals(AUDIO, channelData(other));
      }
      assertEquals(3, made.size());
      assertEquals(17, bed.count(Counter.PREFIX_FULL));

      for (TurnClient one : made) {
        one.refresh(3_600);
      }
      other.refresh(3_600);
      bed.pass(Duration.ofMinutes(11)); // another salt
      assertEquals(508, bed.clientFrom(ListenerKind.UDP, FLOODING + 99).allocate().errorCode());
      assertEquals(
          StunClass.SUCCESS, bed.clientFrom(ListenerKind.UDP, OTHER).allocate().messageClass());
      made.get(0).refresh(0);

      assertEquals(
          StunClass.SUCCESS,
          bed.clientFrom(ListenerKind.UDP, FLOODING + 99).allocate().messageClass());
    }
  }

  private static byte[] channelData(TurnClient client) throws IOException {
    byte[] message = client.wire.receive();
    return java.util.Arrays.copyOfRange(message, 4, 4 + AUDIO.length);
  }

  @Test
  @Covers("TURN-42")
  @Adversary("ADV-49")
  void floodOfConnectionsFromOnePrefix_isClosed_andOthersConnect() throws Exception {
    try (TurnBed bed = bed(TurnLimits.DEFAULT.withPrefix(100, 3))) {
      List<TurnClient> open = new ArrayList<>();
      for (ListenerKind kind : List.of(ListenerKind.TCP, ListenerKind.WEB, ListenerKind.TCP)) {
        TurnClient client = bed.clientFrom(kind, FLOODING + (1 + open.size()));
        client.allocated();
        open.add(client);
      }
      for (int i = 10; i < 20; i++) {
        TurnClient refused = bed.clientFrom(ListenerKind.TCP, FLOODING + i);
        assertThrows(IOException.class, refused::allocate);
      }
      bed.awaitCount(Counter.CONNECTIONS_REFUSED_PREFIX, 10);

      bed.clientFrom(ListenerKind.TCP, OTHER).allocated();
      open.get(0).close();
      bed.awaitCount(Counter.ALLOCATIONS_ENDED, 1);
      bed.clientFrom(ListenerKind.TCP, FLOODING + 30).allocated();
    }
  }

  @Test
  @Covers("TURN-43")
  void spentMonth_refusesNewAllocations_andLeavesLiveOnes() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      TurnClient live = calling(bed);
      live.sendChannelData(CHANNEL, AUDIO);
      bed.awaitCount(Counter.FORWARDED_TO_PEER, 1);
      assertEquals(AUDIO.length + 32, bed.server.sentBytes());

      bed.server.trafficSpent(true);
      assertEquals(508, bed.client(ListenerKind.UDP).allocate().errorCode());
      assertEquals(1, bed.count(Counter.TRAFFIC_SPENT));
      live.sendChannelData(CHANNEL, AUDIO);
      bed.awaitCount(Counter.FORWARDED_TO_PEER, 2);
      assertEquals(StunClass.SUCCESS, live.refresh(600).messageClass());

      bed.server.endAllocations();
      bed.awaitCount(Counter.ALLOCATIONS_ENDED, 1);
      bed.server.trafficSpent(false);
      bed.client(ListenerKind.UDP).allocated();
    }
  }
}
