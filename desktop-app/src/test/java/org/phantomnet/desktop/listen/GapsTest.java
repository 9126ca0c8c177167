package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Covers;

@Covers("AUD-9")
class GapsTest {
  private static final Sound SAID = SimulatedCall.of(Voices.ALICE).first(6_000).heard();
  private static final SimulatedCall CALL = SimulatedCall.of(SAID).delayed(90).codec(15);

  /** In the middle of a word, in heard time. */
  private static final int IN_A_WORD_MS = 3_490;

  @Test
  void wholeCall_hasNone() throws WavException {
    ListenReport report = Listen.compare(SAID, CALL.heard());

    assertEquals(0, report.gaps());
    assertEquals(0, report.longestGapMs());
    assertEquals(0, report.gapFraction());
  }

  @Test
  void silenceOf60Ms_inAWord_isOneGapOfThatLength() throws WavException {
    ListenReport report =
        Listen.compare(SAID, CALL.silent(IN_A_WORD_MS, IN_A_WORD_MS + 60).heard());

    assertEquals(1, report.gaps());
    assertEquals(60, report.longestGapMs(), 10);
  }

  @Test
  void silenceOf20Ms_isTooShort() throws WavException {
    assertEquals(
        0, Listen.compare(SAID, CALL.silent(IN_A_WORD_MS, IN_A_WORD_MS + 20).heard()).gaps());
  }

  @Test
  void silencePutIntoAWord_isAGapThoughNothingIsLost() throws WavException {
    ListenReport report = Listen.compare(SAID, CALL.inserting(IN_A_WORD_MS, 200).heard());

    assertEquals(1, report.gaps());
    assertEquals(200, report.longestGapMs(), 25);
    assertTrue(report.correlation() > 0.9, report::table);
  }

  @Test
  void quietCall_isNotAGap() throws WavException {
    assertEquals(0, Listen.compare(SAID, CALL.scaled(0.01, 0, 1).heard()).gaps());
  }

  @Test
  void silence_isAllGap() throws WavException {
    ListenReport report = Listen.compare(SAID, CALL.silence().heard());

    assertTrue(report.gaps() >= 1);
    assertEquals(1, report.gapFraction(), 0.01);
    assertTrue(report.longestGapMs() > 1_000);
  }
}
