package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.phantomnet.desktop.client.PlayedClip;
import org.phantomnet.desktop.client.SeenCopy;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.desktop.video.Watching;
import org.phantomnet.desktop.video.Y4m;

/** Compares what each side saw with the clip that the other sent, picture by picture. One use. */
final class DemoWatching {
  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoReport report;

  DemoWatching(DemoOptions options, Timeline timeline, DemoReport report) {
    this.options = options;
    this.timeline = timeline;
    this.report = report;
  }

  /** Fails if one of them did not see the other's clip, or saw it badly. */
  void compare(DemoClient alice, DemoClient bob) throws DemoFailure {
    timeline.heading("What was seen");
    if (options.screen().isPresent()) {
      screen(options.screen().get(), bob);
    } else if (options.film().isPresent()) {
      new DemoBlackout(options, options.film().get(), timeline, report)
          .compare(alice.person(), bob.person());
    } else {
      direction("aliceToBob", alice, bob);
    }
    direction("bobToAlice", bob, alice);
  }

  private void direction(String name, DemoClient sender, DemoClient watcher) throws DemoFailure {
    String step = "watch " + sender.person() + " to " + watcher.person();
    Path file = options.seen(watcher.person());
    Watching watching;
    try (Y4m seen = Y4m.open(file)) {
      watching = new Watching(PlayedClip.clip(options.clip(sender.person())));
      for (long i = 0; i < seen.pictures(); i++) {
        watching.compare(seen.picture(i), seen.width(), seen.height());
      }
    } catch (IOException e) {
      throw new DemoFailure(step, "what was seen could not be read: " + e.getMessage());
    }
    Watching.Result result = watching.result();
    double arrived = result.arrived(SeenCopy.EVERY);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("compared", result.compared());
    figures.put("psnrDb", rounded(result.psnr(), 10));
    figures.put("leastPsnrDb", rounded(result.leastPsnr(), 10));
    figures.put("ssim", rounded(result.ssim(), 1000));
    figures.put("leastSsim", rounded(result.leastSsim(), 1000));
    figures.put("arrived", rounded(arrived, 1000));
    figures.put("unread", result.unread());
    figures.put("otherSize", result.otherSize());
    figures.put("notNewer", result.notNewer());
    report.side("video", name, figures);
    timeline.event(
        watcher.person(),
        String.format(
            Locale.ROOT,
            "saw %s's clip: PSNR %.1f dB (worst picture %.1f), SSIM %.3f (%.3f), %.0f %% of the"
                + " pictures arrived, %d compared",
            sender.person(),
            result.psnr(),
            result.leastPsnr(),
            result.ssim(),
            result.leastSsim(),
            100 * arrived,
            result.compared()));
    if (!result.good()) {
      throw new DemoFailure(
          step, "what " + watcher.person() + " saw is not what " + sender.person() + " sent");
    }
  }

  private void screen(DemoScreen screen, DemoClient watcher) throws DemoFailure {
    String step = "watch Alice's screen";
    DemoScreen.Result result;
    try {
      result =
          screen.compare(
              options.seen(watcher.person()), options.report().resolve("bob-seen-screen.png"));
    } catch (IOException e) {
      throw new DemoFailure(step, "what was seen could not be read: " + e.getMessage());
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("compared", result.compared());
    figures.put("pages", result.pages());
    figures.put("ssim", rounded(result.ssim(), 1000));
    figures.put("leastSsim", rounded(result.least(), 1000));
    report.side("video", "aliceToBob", figures);
    timeline.event(
        watcher.person(),
        String.format(
            Locale.ROOT,
            "saw Alice's screen, %d pages of text of 13 rows a line: SSIM %.3f (worst picture %.3f),"
                + " %d compared; the last is bob-seen-screen.png",
            result.pages(),
            result.ssim(),
            result.least(),
            result.compared()));
    if (!result.good()) {
      throw new DemoFailure(step, "what Bob saw is not what Alice's screen showed");
    }
  }

  private static double rounded(double value, double to) {
    return Math.round(value * to) / to;
  }
}
