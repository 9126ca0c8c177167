package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.conformance.crash.Moments.until;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.conformance.crash.Pause;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What leaves a client toward its relay when its person's pictures are stopped: real engines, the
 * real tunnel, and a capture between tunnel and relay. Times are from before the call that stops
 * them to the capture of the last packet; a busy machine adds to them, so that the bound is for the
 * median.
 */
@Timeout(120)
final class PicturesCaptureTest {
  /** Packets of video before each stop: in the middle of a first picture, between two, later. */
  private static final List<Integer> STOPS = List.of(30, 1, 2, 3, 5, 8, 13, 21, 34);

  private static final double BOUND_MILLIS = 100;

  /** A second, at the first step. */
  private static final int PICTURES = 30;

  /** Long after any packet of video that is late. */
  private static final Duration QUIET = Duration.ofMillis(700);

  private static final Duration SOON = Duration.ofSeconds(20);

  private final FilmPorts alices = new FilmPorts(1);
  private final FilmPorts bobs = new FilmPorts(2);

  @ParameterizedTest
  @EnumSource(Role.class)
  @Covers({"ENG-112", "WIRE-8"})
  @Adversary({"ADV-04", "ADV-06", "ADV-10"})
  void stoppedPictures_leaveNoPacket_aTenthOfASecondLater_andSoundGoesOn(Role stops)
      throws Exception {
    try (CapturedSide alice =
            new CapturedSide(CallMode.PRIVATE, 70, "north", new BuzzPorts(), alices);
        CapturedSide bob = new CapturedSide(CallMode.PRIVATE, 80, "south", new BuzzPorts(), bobs)) {
      CapturedSide.connect(alice, bob);
      if (stops == Role.CALLER) {
        stopAndShow(alice, alices, bobs);
      } else {
        stopAndShow(bob, bobs, alices);
      }
    }
  }

  /**
   * @param own what that side shows, and sees of the other
   * @param others the same of the other side
   */
  private static void stopAndShow(CapturedSide side, FilmPorts own, FilmPorts others) {
    List<Double> lastPicture = new ArrayList<>();
    List<Double> lastPacket = new ArrayList<>();
    side.tap().lose(packet -> packet.isVideo() && packet.sequence() % 4 == 0); // asked for again
    for (int packets : STOPS) {
      long shownSince = System.nanoTime();
      side.session().setPictures(PictureChoice.ALL);
      until(SOON, () -> side.tap().video(shownSince).size() >= packets);
      int seenBefore = own.seen;

      long from = System.nanoTime();
      side.session().setPictures(PictureChoice.WATCH_ONLY);
      Pause.of(QUIET);
      long to = System.nanoTime();

      lastPicture.add(Math.max(0, (own.lastAsked.get() - from) / 1e6));
      List<Wiretap.Packet> late = side.tap().video(from);
      lastPacket.add(late.isEmpty() ? 0 : (late.get(late.size() - 1).nanos() - from) / 1e6);
      assertTrue(side.tap().sound(from, to) > 10, "sound goes on");
      assertTrue(own.seen > seenBefore, "the other side's pictures are still shown");
      assertTrue(own.seen - seenBefore < 2 * PICTURES * QUIET.toMillis() / 1_000, "and once each");
    }
    side.tap().lose(packet -> false);
    int seenBefore = others.seen;
    side.session().setPictures(PictureChoice.ALL);
    until(SOON, () -> others.seen > seenBefore + 5);
    WireLook sounds = new WireLook(); // what every packet of sound says of the one before
    sounds.add(
        side.tap().seen().stream().filter(p -> !p.isVideo()).toList(),
        Long.MIN_VALUE,
        System.nanoTime());
    assertEquals(Set.of(960), sounds.mediaSteps());

    System.out.printf(
        "pictures stopped: last one asked for after %s ms, last packet of video after %s ms%n",
        lastPicture, lastPacket);
    assertTrue(median(lastPicture) <= BOUND_MILLIS, lastPicture::toString);
    assertTrue(median(lastPacket) <= BOUND_MILLIS, lastPacket::toString);
    assertTrue(worstButOne(lastPacket) < QUIET.toMillis() / 2.0, lastPacket::toString);
  }

  @Test
  @Covers({"ENG-112", "WIRE-8"})
  @Adversary({"ADV-04", "ADV-06"})
  void picturesStopped_beforeTheGateOpens_leaveNoPacketAtAll() throws Exception {
    try (CapturedSide alice =
            new CapturedSide(CallMode.PRIVATE, 90, "north", new BuzzPorts(), alices);
        CapturedSide bob =
            new CapturedSide(CallMode.PRIVATE, 100, "south", new BuzzPorts(), bobs)) {
      CapturedSide.connect(alice, bob, () -> alice.session().setPictures(PictureChoice.WATCH_ONLY));

      until(SOON, () -> alices.seen > 10 && alice.tap().sound(0, Long.MAX_VALUE) > 50);

      assertEquals(List.of(), alice.tap().video(Long.MIN_VALUE));
      assertEquals(0, alices.asked.get());
      alice.session().setPictures(PictureChoice.ALL);
      until(SOON, () -> bobs.seen > 5);
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** A machine may stand still once. */
  private static double worstButOne(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted[sorted.length - 2];
  }
}
