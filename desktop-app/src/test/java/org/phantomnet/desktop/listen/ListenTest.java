package org.phantomnet.desktop.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.desktop.listen.Voices.ALICE;
import static org.phantomnet.desktop.listen.Voices.BOB;
import static org.phantomnet.desktop.listen.Voices.OTHER;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.desktop.listen.Listen.Transport;
import org.phantomnet.desktop.listen.WavException.Reason;
import org.phantomnet.protocol.rule.Covers;

class ListenTest {
  /** Noise below the sound, worse than Opus at 32 kbit/s leaves it. */
  private static final double CODEC_DB = 18;

  /** Enough speech for most claims, and quick. */
  private static final Sound SHORT = SimulatedCall.of(ALICE).first(6_000).heard();

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @Covers({"AUD-6", "AUD-7", "AUD-13"})
  void whatWasSaid_throughACall_isIntelligible(String name, Sound said, Sound heard)
      throws WavException {
    ListenReport report = Listen.compare(said, heard);

    assertTrue(report.correlation() >= 0.8, report::table);
    assertTrue(report.intelligible(), report::table);
  }

  static Stream<Arguments> whatWasSaid_throughACall_isIntelligible() {
    SimulatedCall call = SimulatedCall.of(SHORT).codec(CODEC_DB);
    SimulatedCall bob = SimulatedCall.of(BOB).codec(CODEC_DB);
    return Stream.of(
        Arguments.of(
            "Alice, all", ALICE, SimulatedCall.of(ALICE).codec(CODEC_DB).heard().at(48_000)),
        Arguments.of(
            "Bob stretched, 2 % lost", BOB, bob.delayed(180).stretched(1).losing(0.02, 1).heard()),
        Arguments.of("third voice, 48 to 44.1 kHz", OTHER.at(48_000), OTHER.at(44_100)),
        Arguments.of("stretched", SHORT, call.stretched(2).delayed(60).heard()),
        Arguments.of("2 % lost", SHORT, call.losing(0.02, 2).heard()),
        Arguments.of("10 % lost", SHORT, call.losing(0.10, 3).heard()),
        Arguments.of("stretched and 10 % lost", SHORT, call.losing(0.10, 4).stretched(3).heard()),
        Arguments.of("quiet", SHORT, call.scaled(0.02, 0, 1).heard()),
        Arguments.of("with an offset", SHORT, call.scaled(0.6, 0.3, 1).heard()),
        Arguments.of("clipped", SHORT, call.scaled(3, 0, 0.8).heard()),
        Arguments.of("upside down", SHORT, call.scaled(-1, 0, 1).heard()),
        Arguments.of("drifting", SHORT, call.drifting(200).heard()),
        Arguments.of("narrow band", SHORT, call.heard().at(8_000)),
        Arguments.of("five times as long", SHORT, call.delayed(20_000).first(30_000).heard()));
  }

  @Test
  @Covers({"AUD-7", "AUD-8", "AUD-9", "AUD-10"})
  void whatWasSaid_throughOpus_isHeardWholeAndOnTime() throws WavException {
    ListenReport report = Listen.compare(SHORT, Voices.resource("alice-opus.wav"));

    assertTrue(report.correlation() > 0.9, report::table);
    assertTrue(report.stoi() > 0.95, report::table);
    assertEquals(126.5, report.delayMs(), 1);
    assertEquals(0, report.gaps());
    assertEquals(0, report.lossFraction(), 0.005);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  @Covers({"AUD-6", "AUD-7", "AUD-13"})
  void anythingElse_doesNotCorrelate(String name, Sound said, Sound heard) throws WavException {
    ListenReport report = Listen.compare(said, heard);

    assertTrue(Math.abs(report.correlation()) < 0.3, report::table);
    assertFalse(report.intelligible());
    assertTrue(report.mos() < 1.5, report::table);
    assertTrue(report.table().contains("means nothing"));
  }

  static Stream<Arguments> anythingElse_doesNotCorrelate() {
    SimulatedCall call = SimulatedCall.of(SHORT);
    return Stream.of(
        Arguments.of("Bob for Alice", ALICE, BOB),
        Arguments.of("Alice for Bob", BOB, ALICE.at(48_000)),
        Arguments.of("a third for Bob", BOB, OTHER),
        Arguments.of("Alice for a third", OTHER, ALICE),
        Arguments.of("silence", SHORT, call.silence().heard()),
        Arguments.of("white noise", SHORT, call.whiteNoise().heard()),
        Arguments.of("speech-shaped noise", SHORT, call.speechShapedNoise().heard()),
        Arguments.of("reversed", SHORT, call.reversed().heard()),
        Arguments.of("shuffled by 100 ms", SHORT, call.shuffled(100).heard()),
        Arguments.of("shuffled by 400 ms", SHORT, call.shuffled(400).heard()),
        Arguments.of(
            "the same voice later", SHORT, SimulatedCall.of(ALICE).silent(0, 6_000).heard()),
        Arguments.of("half a second of noise", SHORT, call.whiteNoise().first(500).heard()),
        Arguments.of("a single sample", SHORT, Sound.of(8_000, new double[] {0.5})));
  }

  /** A call whose delay shrinks by 75 ms in 4 s: each second of it lies elsewhere. */
  @ParameterizedTest
  @ValueSource(ints = {420, 429, 430, 431, 440})
  @Covers("AUD-6")
  void whatWasSaid_whileABufferEmpties_isNotTakenForUpsideDown(int begun) throws WavException {
    Sound said = SimulatedCall.of(BOB).delayed(-begun).first(4_460).heard();
    Sound heard = Voices.resource("bob-hurried.wav");

    ListenReport report = Listen.compare(said, heard);
    ListenReport turned = Listen.compare(said, SimulatedCall.of(heard).scaled(-1, 0, 1).heard());

    assertTrue(report.correlation() >= 0.8, report::table);
    assertEquals(report.correlation(), turned.correlation(), 1e-3);
  }

  @Test
  @Covers({"AUD-7", "AUD-9", "AUD-12"})
  void halfOfIt_liesInBetween() throws WavException {
    SimulatedCall call = SimulatedCall.of(SHORT).codec(CODEC_DB);

    ListenReport missing = Listen.compare(SHORT, call.silent(3_000, 6_000).heard());
    ListenReport cut = Listen.compare(SHORT, call.first(3_000).heard());
    ListenReport wrong = Listen.compare(SHORT, call.firstHalfThen(SimulatedCall.of(BOB)).heard());

    for (ListenReport report : new ListenReport[] {missing, cut, wrong}) {
      assertTrue(report.correlation() > 0.3 && report.correlation() < 0.7, report::table);
      assertFalse(report.intelligible());
      assertEquals(0.5, report.lossFraction(), 0.15);
    }
    assertEquals(missing.correlation(), cut.correlation(), 0.02);
    assertEquals(0.5, cut.gapFraction(), 0.15);
    assertTrue(wrong.gapFraction() < 0.2);
  }

  @Test
  @Covers({"AUD-5", "AUD-8"})
  void delay_secondsEitherWay_isFound() throws WavException {
    SimulatedCall call = SimulatedCall.of(SHORT).codec(CODEC_DB);

    for (int millis : new int[] {-1_500, -40, 313, 4_000}) {
      ListenReport report = Listen.compare(SHORT, call.delayed(millis).heard().at(24_000));

      assertEquals(millis, report.delayMs(), 0.5);
      assertTrue(report.correlation() > (millis < -1_000 ? 0.6 : 0.9), report::table);
    }
  }

  @Test
  @Covers("AUD-7")
  void moreLoss_lowersEveryFigure() throws WavException {
    SimulatedCall call = SimulatedCall.of(SHORT).codec(CODEC_DB);

    ListenReport none = Listen.compare(SHORT, call.heard());
    ListenReport some = Listen.compare(SHORT, call.losing(0.1, 1).heard());
    ListenReport most = Listen.compare(SHORT, call.losing(0.4, 1).heard());

    assertTrue(none.correlation() > some.correlation() && some.correlation() > most.correlation());
    assertTrue(none.stoi() > some.stoi() && some.stoi() > most.stoi());
    assertTrue(none.mos() >= some.mos() && some.mos() > most.mos());
  }

  @Test
  @Covers("AUD-7")
  void noise_lowersCorrelationAndStoi() throws WavException {
    SimulatedCall call = SimulatedCall.of(SHORT);

    ListenReport clean = Listen.compare(SHORT, call.heard());
    ListenReport noisy = Listen.compare(SHORT, call.withNoise(10).heard());
    ListenReport buried = Listen.compare(SHORT, call.withNoise(-10).heard());

    assertEquals(1, clean.correlation(), 1e-6);
    assertEquals(1, clean.stoi(), 1e-6);
    assertTrue(noisy.correlation() > 0.7 && noisy.correlation() < 0.95, noisy::table);
    assertTrue(buried.correlation() < 0.3, buried::table);
    assertTrue(noisy.stoi() > buried.stoi());
  }

  @Test
  @Covers({"AUD-11", "AUD-12"})
  void transport_ifKnown_decidesTheScoreAndNothingElse() throws WavException {
    Sound heard = SimulatedCall.of(SHORT).delayed(100).heard();

    ListenReport bare = Listen.compare(SHORT, heard);
    ListenReport known = Listen.compare(SHORT, heard, new Transport(460, 0.1));

    assertFalse(bare.transportKnown());
    assertEquals(100, bare.mouthToEarMs(), 0.5);
    assertTrue(bare.table().contains("estimated from the files"));
    assertTrue(known.transportKnown());
    assertEquals(EModel.mos(460, 0.1), known.mos());
    assertEquals(0.1, known.lossFraction());
    assertEquals(bare.correlation(), known.correlation());
    assertEquals(bare.stoi(), known.stoi());
    assertTrue(known.table().contains("as the call measured them"));
  }

  @Test
  @Covers("AUD-12")
  void implausibleDelay_ofBareFiles_isNotTheCalls() throws WavException {
    ListenReport late = Listen.compare(SHORT, SimulatedCall.of(SHORT).delayed(2_100).heard());
    ListenReport early = Listen.compare(SHORT, SimulatedCall.of(SHORT).delayed(-50).heard());

    assertEquals(2_100, late.delayMs(), 0.5);
    assertEquals(0, late.mouthToEarMs());
    assertEquals(0, early.mouthToEarMs());
  }

  @Test
  @Covers("AUD-4")
  void nothingSaid_isRefused() {
    Sound silence = SimulatedCall.of(SHORT).silence().heard();

    WavException refused = assertThrows(WavException.class, () -> Listen.compare(silence, SHORT));
    WavException tooShort =
        assertThrows(
            WavException.class, () -> Listen.compare(Sound.of(16_000, new double[10]), SHORT));

    assertEquals(Reason.SILENT, refused.reason());
    assertEquals(Reason.SILENT, tooShort.reason());
  }

  @Test
  @Covers("AUD-13")
  void intelligible_needsBothFigures() {
    assertTrue(ListenReport.intelligible(0.65, 0.75));
    assertFalse(ListenReport.intelligible(0.64, 0.99));
    assertFalse(ListenReport.intelligible(0.99, 0.74));
  }
}
