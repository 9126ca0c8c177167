package org.phantomnet.desktop.listen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;

/**
 * Compares what was said with what was heard. Pure and deterministic; a pair of 15 s takes well
 * under a second of one core. Safe to use from any thread.
 */
public final class Listen {
  private static final double LONGEST_PLAUSIBLE_DELAY_MS = 2_000;

  /**
   * What the call itself measured, for the opinion score.
   *
   * @param mouthToEarMs one way
   * @param lossFraction packets lost, 0 to 1
   */
  public record Transport(double mouthToEarMs, double lossFraction) {
    public Transport {
      if (!(mouthToEarMs >= 0) || !(lossFraction >= 0 && lossFraction <= 1)) {
        throw new IllegalArgumentException("transport");
      }
    }
  }

  private Listen() {}

  /**
   * Compares two WAV files; delay and loss for the opinion score are estimated from them.
   *
   * @throws WavException if one is not such a file, or nothing is said in the first
   * @throws IOException if one cannot be read
   */
  public static ListenReport compare(Path said, Path heard) throws IOException {
    return compare(Wav.read(said), Wav.read(heard));
  }

  /** As {@link #compare(Path, Path)}, with the delay and loss that the call measured. */
  public static ListenReport compare(Path said, Path heard, Transport transport)
      throws IOException {
    return compare(Wav.read(said), Wav.read(heard), transport);
  }

  /** As {@link #compare(Path, Path)}, for sounds. */
  public static ListenReport compare(Sound said, Sound heard) throws WavException {
    return compare(said, heard, Optional.empty());
  }

  /** As {@link #compare(Path, Path, Transport)}, for sounds. */
  public static ListenReport compare(Sound said, Sound heard, Transport transport)
      throws WavException {
    return compare(said, heard, Optional.of(transport));
  }

  private static ListenReport compare(Sound said, Sound heard, Optional<Transport> transport)
      throws WavException {
    double[] saidBand = SpeechBand.of(said);
    double[] heardBand = SpeechBand.of(heard);
    Activity activity = Activity.of(saidBand);
    if (activity.silent()) {
      throw new WavException(WavException.Reason.SILENT);
    }
    double coarse = CoarseDelay.estimate(said, heard);
    Alignment alignment = LagTrack.follow(saidBand, activity, heardBand, coarse);
    Gaps gaps = Gaps.find(saidBand, activity, heardBand, alignment);
    double correlation = alignment.correlation();
    double stoi = stoi(said, heard, alignment);
    Transport used = transport.orElseGet(() -> estimated(alignment, gaps));
    return new ListenReport(
        correlation,
        alignment.delayMs(),
        gaps.count(),
        gaps.longestMs(),
        gaps.fraction(),
        stoi,
        EModel.mos(used.mouthToEarMs(), used.lossFraction()),
        used.lossFraction(),
        used.mouthToEarMs(),
        transport.isPresent(),
        (double) said.length() / said.rate(),
        (double) heard.length() / heard.rate(),
        ListenReport.intelligible(correlation, stoi));
  }

  private static double stoi(Sound said, Sound heard, Alignment alignment) {
    Sound clean = said.at(SpeechBand.RATE);
    double[] aligned = alignment.onto(clean.length(), heard.at(SpeechBand.RATE).samples());
    return Stoi.of(
        clean.at(Stoi.RATE).samples(),
        Sound.owning(SpeechBand.RATE, aligned).at(Stoi.RATE).samples());
  }

  /**
   * Two bare files do not say when they were started: a delay is taken for the call's only if it
   * could be one.
   */
  @Rule("AUD-12")
  private static Transport estimated(Alignment alignment, Gaps gaps) {
    double delay = alignment.delayMs();
    double loss = Math.max(gaps.fraction(), alignment.undelivered());
    return new Transport(delay >= 0 && delay <= LONGEST_PLAUSIBLE_DELAY_MS ? delay : 0, loss);
  }
}
