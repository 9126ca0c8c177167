package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.ui.Timeline;

/** Whether anybody heard a break while one connection took over from another. One use. */
final class DemoUnbroken {
  /** What any call has beside the pauses of the speech, as for a mishap. */
  private static final Duration TOLERANCE = DemoMishap.TOLERANCE;

  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoReport report;

  DemoUnbroken(DemoOptions options, Timeline timeline, DemoReport report) {
    this.options = options;
    this.timeline = timeline;
    this.report = report;
  }

  /** Fails if one of them heard nothing for too long. */
  void judge() throws DemoFailure, IOException {
    for (String listener : List.of("alice", "bob")) {
      String speaker = listener.equals("alice") ? "bob" : "alice";
      long gap =
          report
              .json()
              .at("/audio/" + speaker + "To" + title(listener))
              .path("longestGapMs")
              .asLong();
      long pause = silence(speaker, "said");
      long heard = silence(listener, "heard");
      long allowed = pause + TOLERANCE.toMillis();
      report.side("longestSilenceMs", listener, heard);
      timeline.text(
          String.format(
              Locale.ROOT,
              "  %s heard: longest gap in speech %d ms (at most %d ms), longest silence %d ms (at"
                  + " most %d ms; the longest pause spoken is %d ms)",
              listener,
              gap,
              TOLERANCE.toMillis(),
              heard,
              allowed,
              pause));
      if (gap > TOLERANCE.toMillis() || heard > allowed) {
        throw new DemoFailure(
            "audio gap", listener + " heard nothing for " + Math.max(gap, heard) + " ms");
      }
    }
  }

  private static String title(String person) {
    return person.substring(0, 1).toUpperCase(Locale.ROOT) + person.substring(1);
  }

  private long silence(String person, String which) throws IOException {
    Path file = options.report().resolve(person + "-" + which + ".wav");
    return DemoMishap.longestSilence(Wav.read(file)).toMillis();
  }
}
