package org.phantomnet.desktop.media.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

/** Against the playout thread of webrtc-java 0.14.0, in virtual time. */
class PullPacerTest {
  private static final long MILLI = 1_000_000;
  private static final long WAKE_UP = MILLI / 10;
  private static final int ROUNDS = 1_000;

  private long clock = 123_456_789_012L;
  private final PullPacer pacer = new PullPacer(() -> clock, left -> clock += left + WAKE_UP);

  @Test
  @Covers("ENG-25")
  void pacedThread_pullsAHundredTimesASecond() {
    assertEquals(ROUNDS * 10.0, millis(MILLI / 4, true, 0), 12);
  }

  @Test
  void unpacedThread_fallsBehind_soThatTheModelShowsTheFault() {
    assertTrue(millis(MILLI / 4, false, 0) > ROUNDS * 10.05);
  }

  @Test
  @Covers("ENG-25")
  void roundThatIsHeldUp_costsItsDelayOnly() {
    double took = millis(MILLI / 4, true, 100);

    assertEquals(ROUNDS * 10.0 + ROUNDS / 100 * 7.0, took, 25);
  }

  @Test
  @Covers("ENG-25")
  void slowRounds_stayOnPace() {
    assertEquals(ROUNDS * 10.0, millis(3 * MILLI, true, 0), 12);
  }

  /**
   * How long the thread needs; every {@code heldUpEvery}-th round it loses 7 ms before it starts.
   */
  private double millis(long work, boolean paced, int heldUpEvery) {
    long start = clock;
    long last = 0;
    int pulls = 0;
    while (pulls < ROUNDS) {
      if (heldUpEvery > 0 && pulls % heldUpEvery == heldUpEvery - 1) {
        clock += 7 * MILLI;
      }
      long began = clock / MILLI;
      if (began - last >= 10) {
        clock += work;
        if (paced) {
          pacer.hold(clock);
        }
        last = began;
        pulls++;
      }
      long took = clock / MILLI - began;
      if (took < 10) {
        clock += (10 - took) * MILLI + WAKE_UP;
      }
    }
    return (clock - start) / (double) MILLI;
  }
}
