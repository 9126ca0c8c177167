package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.conformance.crash.Moments.until;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.phantomnet.conformance.crash.Pause;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What leaves a client toward its relay when packets are lost on the way: real engines, the real
 * tunnel. That no picture is sent is seen by nobody asking for one: a large one alone makes
 * libwebrtc leave out others.
 */
@Tag("beside-others")
@Timeout(180)
final class PicturesUnderLossTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** A second, at the first step. */
  private static final int PICTURES = 30;

  /** Ten good seconds bring pictures back. */
  private static final Duration LONGER_THAN_PATIENCE = Duration.ofSeconds(12);

  /** Those, and what a report of the other side is late, twice over. */
  private static final Duration LONG = Duration.ofSeconds(40);

  private final FilmPorts alices = new FilmPorts(1);
  private final FilmPorts bobs = new FilmPorts(2);

  /** One packet in eight is lost on the way, of sound and of pictures, sent again or not. */
  @Test
  @Covers({"ENG-107", "ENG-108", "ENG-109"})
  @Adversary("ADV-45")
  void lostPackets_takePicturesToNone_andCalmBringsBackTheLowestStep_whileSoundGoesOn()
      throws Exception {
    try (CapturedSide alice =
            new CapturedSide(CallMode.PRIVATE, 10, "north", new BuzzPorts(), alices);
        CapturedSide bob = new CapturedSide(CallMode.PRIVATE, 20, "south", new BuzzPorts(), bobs)) {
      CapturedSide.connect(alice, bob);
      until(LONG, () -> bobs.seen > PICTURES);
      double calm = kilobits(alice, Duration.ofSeconds(2));

      long bad = System.nanoTime();
      alice.tap().lose(packet -> packet.kind() == Wiretap.Kind.SOUND && packet.sequence() % 8 == 0);
      until(LONG, () -> System.nanoTime() - alices.lastAsked.get() > SECOND);
      long none = alices.lastAsked.get();
      Pause.of(LONGER_THAN_PATIENCE);
      assertEquals(none, alices.lastAsked.get(), "the sound is still lost");
      long later = System.nanoTime();
      assertEquals(List.of(), alice.tap().video(later - SECOND));
      assertTrue(alice.tap().sound(later - SECOND, later) > 10, "sound goes on");

      alice.tap().lose(packet -> false);
      long good = System.nanoTime();
      until(LONG, () -> alices.lastAsked.get() > good);
      double back = (System.nanoTime() - good) / 1e9;
      double lowest = kilobits(alice, Duration.ofSeconds(3));

      System.out.printf(
          "pictures: %.0f kbit/s, none %.1f s after one packet in eight was lost, back %.1f s after"
              + " the last loss with %.0f kbit/s%n",
          calm, (none - bad) / 1e9, back, lowest);
      assertTrue(calm > 400 && calm < 1_000, "the first step has 700 kbit/s: " + calm);
      assertTrue(back > 8, "ten good seconds first: " + back);
      assertTrue(lowest > 60 && lowest < 250, "the lowest step has 150 kbit/s: " + lowest);
    }
  }

  /** What pictures take from now on, with all that is around them. */
  private static double kilobits(CapturedSide side, Duration time) {
    long from = System.nanoTime();
    Pause.of(time);
    long bytes = side.tap().video(from).stream().mapToLong(Wiretap.Packet::size).sum();
    return 8.0 * bytes / time.toMillis();
  }
}
