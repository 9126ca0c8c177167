package org.phantomnet.desktop.blackout;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.ClipException;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.segmenter.SelfieModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code phantom blackout --in CLIP --out CLIP}: treats a clip as a camera's and writes what would
 * leave the device. For one thread.
 */
@Command(
    name = "blackout",
    mixinStandardHelpOptions = true,
    description =
        "Shows what would leave this device of a clip if a camera took it: YUV4MPEG2, 4:2:0.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:written",
      "1:written, but every frame is black",
      "2:wrong usage, or a file that cannot be read or written"
    })
public final class BlackoutCommand implements Callable<Integer> {
  static final int WRITTEN = 0;
  static final int ALL_BLACK = 1;
  static final int UNUSABLE = 2;
  private static final int PER_SECOND = 30;
  private static final long PERIOD = Duration.ofSeconds(1).toNanos() / PER_SECOND;
  private static final int TOLD_EVERY = 10;

  /** The modes, as they are typed. */
  enum Mode {
    PERSON,
    ALL,
    BACKGROUND
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--in", required = true, paramLabel = "CLIP", description = "The clip to read.")
  private Path in = Path.of("");

  @Option(names = "--out", required = true, paramLabel = "CLIP", description = "Where to write.")
  private Path out = Path.of("");

  @Option(
      names = "--mode",
      paramLabel = "M",
      description = "What is black: person (default), all, background.")
  private Mode mode = Mode.PERSON;

  @Option(names = "--coarse", description = "The outline of Paranoid: blocks.")
  private boolean coarse;

  @Option(
      names = "--patient",
      description = "Do not make frames black that took too long: the clip is no camera.")
  private boolean patient;

  @Override
  public Integer call() {
    if (in.equals(out)) {
      return refuse("--in and --out must be two files.");
    }
    try (Y4m clip = Y4m.open(in);
        Y4m.Writer writer = Y4m.write(out, clip.width(), clip.height(), PER_SECOND)) {
      return run(clip, writer);
    } catch (ClipException e) {
      return refuse(e.reason().sentence());
    } catch (IOException | UncheckedIOException e) {
      return refuse("The clips cannot be read or written.");
    }
  }

  private int run(Y4m clip, Y4m.Writer writer) throws IOException {
    if (Math.min(clip.width(), clip.height()) < RawFrame.MIN_SIDE) {
      return refuse("The clip's pictures are too small for a camera's.");
    }
    LongSupplier clock = patient ? () -> 0 : System::nanoTime;
    List<Double> millis = new ArrayList<>();
    int shown = 0;
    try (Blackout blackout = new Blackout(new SelfieModel(), clock)) {
      blackout.choose(choice());
      for (int i = 0; i < clip.pictures(); i++) {
        RawFrame frame =
            new RawFrame(
                clip.picture(i), clip.width(), clip.height(), Rotation.NONE, (i + 1) * PERIOD, 0);
        long began = System.nanoTime();
        SafeFrame safe = blackout.apply(frame);
        millis.add((System.nanoTime() - began) / 1e6);
        shown += blackout.state().allBlack() ? 0 : 1;
        writer.write(new Picture(safe.width(), safe.height(), safe.timestampNanos(), safe.i420()));
        if (i % TOLD_EVERY == TOLD_EVERY - 1) {
          tell(i + 1, clip.pictures(), millis, blackout.state());
        }
      }
    }
    PrintWriter text = spec.commandLine().getErr();
    text.println();
    text.flush();
    spec.commandLine()
        .getOut()
        .printf(
            Locale.ROOT,
            "%d of %d frames show something, %.1f ms a frame (median), %.1f ms the slowest%n",
            shown,
            clip.pictures(),
            median(millis),
            millis.stream().mapToDouble(d -> d).max().orElse(0));
    return shown > 0 || mode == Mode.ALL ? WRITTEN : ALL_BLACK;
  }

  private CameraChoice choice() {
    BlackoutMode wanted =
        switch (mode) {
          case PERSON -> BlackoutMode.PERSON_BLACK;
          case ALL -> BlackoutMode.ALL_BLACK;
          case BACKGROUND -> BlackoutMode.BACKGROUND_MASKED;
        };
    return new CameraChoice.Hidden(wanted, coarse ? Outline.COARSE : Outline.FINE);
  }

  private void tell(int done, long of, List<Double> millis, BlackoutState state) {
    PrintWriter text = spec.commandLine().getErr();
    List<Double> last = millis.subList(Math.max(0, millis.size() - PER_SECOND), millis.size());
    text.printf(
        Locale.ROOT, "\rframe %d of %d, %5.1f ms, %-60s", done, of, median(last), state.words());
    text.flush();
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(d -> d).toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private int refuse(String sentence) {
    PrintWriter text = spec.commandLine().getErr();
    text.println(sentence);
    text.flush();
    return UNUSABLE;
  }
}
