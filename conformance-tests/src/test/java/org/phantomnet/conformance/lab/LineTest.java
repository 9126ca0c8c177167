package org.phantomnet.conformance.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Lines have the delay, jitter, loss and rate that they were given, and change while they run. The
 * bounds are wide, for a machine with better things to do; {@code ./phantom lab --check} measures.
 */
class LineTest {
  private static final Duration DELAY = Duration.ofMillis(25);
  private static final Duration LATE = Duration.ofMillis(15);
  private static final Duration PATIENCE = Duration.ofMillis(300);
  private static final int SIZE = 160;
  private static final int FRAME_HEADERS = 42; // Ethernet, IPv4, UDP

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(LineTest.class);
  }

  @Test
  void line_withDelay_delaysEveryFrameByThatAndLittleMore() throws IOException {
    try (Lab lab = open(1)) {
      lab.line("north", Line.delayed(DELAY));
      PathCheck upOfOne = PathCheck.of(lab, "north", "south", 100, 100, SIZE, PATIENCE);
      lab.line("south", Line.delayed(DELAY));
      PathCheck upAndDown = PathCheck.of(lab, "north", "south", 100, 100, SIZE, PATIENCE);

      assertDelayed(DELAY, upOfOne);
      assertDelayed(DELAY.multipliedBy(2), upAndDown);
    }
  }

  @Test
  void line_withJitter_spreadsDelayAroundItsMiddleInOrder() throws IOException {
    try (Lab lab = open(1)) {
      lab.line("north", Line.delayed(DELAY).withJitter(Duration.ofMillis(10)));

      PathCheck path = PathCheck.of(lab, "north", "south", 100, 100, SIZE, PATIENCE);

      assertEquals(0, path.lost());
      assertTrue(path.isInOrder());
      assertTrue(path.quantile(0) >= micros(DELAY) - 10_000, () -> "early: " + path);
      assertTrue(path.quantile(0.9) - path.quantile(0.1) >= 4_000, () -> "even: " + path);
    }
  }

  @Test
  void line_withLoss_losesThatShareAndWithTheSameSeedTheSameFrames() throws IOException {
    PathCheck first = lossy(1);

    assertTrue(first.lost() > 200 && first.lost() < 400, () -> "lost " + first.lost());
    assertEquals(first.numbers(), lossy(1).numbers());
    assertNotEquals(first.numbers(), lossy(2).numbers());
  }

  @Test
  void line_withRate_takesItsTimeForEachFrameAndLosesWhatCannotWait() throws IOException {
    try (Lab lab = open(1)) {
      lab.line("north", Line.PERFECT.withKilobits(1000));
      int size = 1000 - FRAME_HEADERS; // 8 ms

      PathCheck few = PathCheck.of(lab, "north", "south", 20, 1_000_000, size, PATIENCE);
      PathCheck many = PathCheck.of(lab, "north", "south", 100, 1_000_000, size, PATIENCE);

      assertEquals(0, few.lost());
      assertTrue(few.quantile(1) >= 150_000, () -> "fast: " + few);
      assertTrue(few.quantile(1) <= 160_000 + micros(LATE), () -> "slow: " + few);
      assertTrue(many.lost() >= 60, () -> "an endless queue: lost " + many.lost());
      assertEquals(many.lost(), lab.count("north").upLost());
    }
  }

  @Test
  void cut_untilMended_losesEverythingSilently() throws IOException {
    try (Lab lab = open(1)) {
      lab.line("north", Line.delayed(Duration.ofMillis(1)));
      lab.cut("north");
      PathCheck outwards = PathCheck.of(lab, "north", "south", 50, 1000, SIZE, Duration.ZERO);
      PathCheck inwards = PathCheck.of(lab, "south", "north", 50, 1000, SIZE, PATIENCE);
      LineCount counted = lab.count("north");
      lab.mend("north");
      PathCheck mended = PathCheck.of(lab, "north", "south", 50, 1000, SIZE, PATIENCE);

      assertEquals(List.of(50, 50, 0), List.of(outwards.lost(), inwards.lost(), mended.lost()));
      assertEquals(List.of(50L, 50L), List.of(counted.upLost(), counted.downLost()));
      assertTrue(mended.quantile(0) >= 1000, "the line was not as before");
    }
  }

  @Test
  void switch_underTenThousandFramesASecond_losesNone() throws IOException {
    try (Lab lab = open(1)) {
      PathCheck path = PathCheck.of(lab, "north", "south", 10_000, 10_000, SIZE, PATIENCE);

      // Not their order: Linux itself may swap frames of a sender that moves to another processor.
      assertEquals(0, path.lost());
      assertEquals(0, lab.count("north").overrun() + lab.count("south").overrun());
    }
  }

  private PathCheck lossy(long seed) throws IOException {
    try (Lab lab = open(seed)) {
      lab.line("north", Line.PERFECT.withLoss(0.1));
      return PathCheck.of(lab, "north", "south", 3000, 6000, SIZE, PATIENCE);
    }
  }

  private static void assertDelayed(Duration delay, PathCheck path) {
    assertEquals(0, path.lost());
    assertTrue(path.isInOrder());
    assertTrue(path.quantile(0) >= micros(delay), () -> "early: " + path.quantile(0));
    assertTrue(path.median() <= micros(delay.plus(LATE)), () -> "late: " + path.median());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  private Lab open(long seed) throws IOException {
    return Lab.open(
        Topology.of(
                List.of(),
                List.of(
                    Machine.onInternet("north", "192.0.2.53"),
                    Machine.onInternet("south", "198.51.100.53")))
            .withSeed(seed),
        work);
  }
}
