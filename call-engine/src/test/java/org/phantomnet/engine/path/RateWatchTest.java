package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

final class RateWatchTest {
  private static final int SIZE = 102;
  private static final int STREAM = 0x1234_5678;
  private static final int RTP = 111;

  private long nanos = Long.MAX_VALUE - 1_000_000_000L; // the clock may turn over
  private int sequence = 65_530;
  private int timestamp = -960 * 3;
  private RateWatch watch = RateWatch.of(CallMode.PRIVATE, () -> nanos);

  private static byte[] packet(int type, int sequence, int timestamp, int stream, int size) {
    byte[] packet = new byte[size + 3];
    ByteBuffer.wrap(packet, 3, size)
        .put((byte) 0x90)
        .put((byte) type)
        .putShort((short) sequence)
        .putInt(timestamp)
        .putInt(stream);
    return packet;
  }

  private void send(int size, int stream) {
    watch.leaves(packet(RTP, sequence++, timestamp, stream, size), 3, size);
    timestamp += 960;
  }

  private void pass(long millis) {
    nanos += Duration.ofMillis(millis).toNanos();
  }

  private void steady(int packets) {
    for (int i = 0; i < packets; i++) {
      pass(20);
      send(SIZE, STREAM);
    }
  }

  @Test
  @Covers("WIRE-10")
  void video_besideTheSound_isNotLookedAt_butSoundIs() {
    watch = RateWatch.of(CallMode.PRIVATE, MediaKind.AUDIO_VIDEO, () -> nanos);
    for (int i = 0; i < 151; i++) {
      pass(20);
      watch.leaves(packet(111, sequence++, timestamp, STREAM, SIZE), 3, SIZE);
      watch.leaves(packet(96, 7, timestamp * 3, STREAM + 1, 700 + i), 3, 700 + i);
      timestamp += 960;
    }
    assertEquals(ConstantRate.VERIFIED, watch.now());

    watch.leaves(packet(111, sequence, timestamp, STREAM, SIZE + 1), 3, SIZE + 1);

    assertEquals(ConstantRate.VIOLATED, watch.now());
  }

  @Test
  @Covers({"WIRE-10", "WIRE-12"})
  void steadyPackets_areVerifiedAfterExactlyOneWindow() {
    steady(150);

    assertEquals(ConstantRate.UNVERIFIED, watch.now());
    steady(1);
    assertEquals(ConstantRate.VERIFIED, watch.now());
    steady(500);
    assertEquals(ConstantRate.VERIFIED, watch.soFar());
  }

  @Test
  @Covers("WIRE-6")
  void paranoid_hasItsOwnPace_andFastHasNone() {
    watch = RateWatch.of(CallMode.PARANOID, () -> nanos);
    for (int i = 0; i < 51; i++) {
      watch.leaves(packet(RTP, i, i * 2_880, STREAM, 262), 3, 262);
      pass(60);
    }
    RateWatch fast = RateWatch.of(CallMode.FAST, () -> nanos);
    fast.leaves(packet(RTP, 1, 0, STREAM, 100), 3, 100);
    fast.leaves(packet(RTP, 2, 7, STREAM, 40), 3, 40);

    assertEquals(ConstantRate.VERIFIED, watch.now());
    assertEquals(ConstantRate.NOT_OFFERED, fast.now());
    assertFalse(fast.begun());
  }

  @Test
  @Covers("WIRE-6")
  void privatePace_inParanoid_isAViolation() {
    watch = RateWatch.of(CallMode.PARANOID, () -> nanos);

    steady(2);

    assertEquals(ConstantRate.VIOLATED, watch.now());
  }

  @ParameterizedTest
  @ValueSource(ints = {SIZE - 1, SIZE + 1, 12, 11, 2, 1})
  @Covers("WIRE-10")
  @Adversary("ADV-44")
  void oneOtherSize_isAViolationForGood(int size) {
    steady(200);
    pass(20);
    if (size >= 12) {
      send(size, STREAM);
    } else {
      watch.leaves(packet(RTP, sequence, timestamp, STREAM, SIZE), 3, size);
    }

    assertEquals(ConstantRate.VIOLATED, watch.now());
    steady(500);
    assertEquals(ConstantRate.VIOLATED, watch.now());
  }

  @Test
  @Covers("WIRE-10")
  void secondStream_isAViolation() {
    steady(200);

    pass(20);
    send(SIZE, STREAM + 1);

    assertEquals(ConstantRate.VIOLATED, watch.now());
  }

  /** DTX leaves packets out: the number goes up by one, the time by more. */
  @ParameterizedTest
  @CsvSource({"1,1920", "1,480", "1,0", "2,960", "0,0", "0,960", "-1,-960", "1,19200"})
  @Covers("WIRE-11")
  @Adversary("ADV-44")
  void mediaTimeOutOfStep_isAViolation(int packets, int time) {
    steady(200);
    sequence += packets - 1;
    timestamp += time - 960;

    steady(1);

    assertEquals(ConstantRate.VIOLATED, watch.now());
  }

  @Test
  @Covers("WIRE-11")
  void packetsMadeButLostBeforeTheTunnel_areNoViolation() {
    steady(200);
    sequence += 5;
    timestamp += 5 * 960;
    pass(5 * 20);

    steady(200);

    assertEquals(ConstantRate.VERIFIED, watch.now());
  }

  @Test
  @Covers("WIRE-12")
  void lateness_upTo250Milliseconds_isTheMachines() {
    steady(200);
    pass(230);

    send(SIZE, STREAM);

    assertEquals(ConstantRate.VERIFIED, watch.now());
  }

  @Test
  @Covers("WIRE-12")
  void longerGap_startsTheWindowAnew() {
    steady(200);
    pass(251);
    send(SIZE, STREAM);

    assertEquals(ConstantRate.UNVERIFIED, watch.now());
    steady(149);
    assertEquals(ConstantRate.UNVERIFIED, watch.now());
    steady(1);
    assertEquals(ConstantRate.VERIFIED, watch.now());
  }

  @Test
  @Covers("WIRE-12")
  @Adversary("ADV-44")
  void soundThatStaysAway_isAViolation_seenWhileItDoes() {
    steady(200);
    pass(1_500);

    assertEquals(ConstantRate.VERIFIED, watch.now());
    pass(1);
    assertEquals(ConstantRate.VERIFIED, watch.soFar());
    assertEquals(ConstantRate.VIOLATED, watch.now());
    assertEquals(ConstantRate.VIOLATED, watch.soFar());
  }

  @Test
  @Covers("WIRE-12")
  void soundThatCameBackAfterABreak_isAViolation() {
    steady(200);
    pass(1_501);

    send(SIZE, STREAM);

    assertEquals(ConstantRate.VIOLATED, watch.soFar());
  }

  @ParameterizedTest
  @CsvSource({
    "18,VERIFIED",
    "22,VERIFIED",
    "17,UNVERIFIED",
    "23,UNVERIFIED",
    "30,UNVERIFIED",
    "31,VIOLATED"
  })
  @Covers("WIRE-12")
  void pace_isJudgedOverTheWindow(int every, ConstantRate expected) {
    for (int i = 0; i < 200; i++) {
      pass(every);
      send(SIZE, STREAM);
    }

    assertEquals(expected, watch.now());
  }

  @Test
  @Covers("WIRE-13")
  void interruptionThatTheEngineReports_isNoBreak_butHasToBeVerifiedAgain() {
    steady(200);

    watch.interrupted();
    assertEquals(ConstantRate.UNVERIFIED, watch.now());
    pass(20_000);
    assertEquals(ConstantRate.UNVERIFIED, watch.now());
    sequence += 30;
    timestamp += 30 * 960;
    steady(150);
    assertEquals(ConstantRate.UNVERIFIED, watch.now());
    steady(1);
    assertEquals(ConstantRate.VERIFIED, watch.now());
  }

  @Test
  @Covers("WIRE-13")
  void interruption_heals_noViolation_andIsNothingBeforeTheFirstPacket() {
    watch.interrupted();
    assertFalse(watch.begun());
    steady(151);
    assertEquals(ConstantRate.VERIFIED, watch.now());
    pass(2_000);
    steady(1);

    watch.interrupted();
    steady(200);

    assertEquals(ConstantRate.VIOLATED, watch.now());
  }

  @ParameterizedTest
  @ValueSource(ints = {192, 200, 201, 207, 223})
  @Covers("WIRE-10")
  void controlPackets_doNotCount(int type) {
    watch.leaves(packet(type, 0, 0, 0, 60), 3, 60);
    assertFalse(watch.begun());
    steady(200);

    watch.leaves(packet(type, 7, 7, 7, 92), 3, 92);

    assertEquals(ConstantRate.VERIFIED, watch.now());
  }

  @ParameterizedTest
  @ValueSource(ints = {63, 96, 111, 191, 224, 239})
  @Covers("WIRE-10")
  void everyOtherType_counts(int type) {
    watch.leaves(packet(type, 0, 0, 0, 60), 3, 60);

    assertTrue(watch.begun());
  }

  @Test
  @Covers("WIRE-12")
  void nothingSent_isNothingVerified_howeverLongItTakes() {
    pass(60_000);

    assertEquals(ConstantRate.UNVERIFIED, watch.now());
  }

  @ParameterizedTest
  @EnumSource(CallMode.class)
  void packets_allocateNothing(CallMode mode) {
    RateWatch watched = RateWatch.of(mode, System::nanoTime);
    byte[] packet = packet(RTP, 1, 2, 3, SIZE);
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = 0;

    for (int warmUp = 0; warmUp < 2; warmUp++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        watched.leaves(packet, 3, SIZE);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }

    long bytes = allocated;
    assertTrue(bytes < 10_000, () -> bytes + " bytes");
  }
}
