package org.phantomnet.desktop.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.blackout.CameraBlackout;
import org.phantomnet.desktop.blackout.ClipBlackout;
import org.phantomnet.desktop.blackout.Figures;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.capture.PictureChoiceException;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.video.ClipException;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.Outline;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code phantom blackout --in CLIP_OR_CAMERA --out CLIP}: writes what would leave of a clip if a
 * camera had taken it, or what leaves of a camera. For one thread.
 */
@Command(
    name = "blackout",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what would leave this device of a clip if a camera took it, or what leaves of a"
          + " camera, with how long a frame takes and why it is black.",
      "A clip is read as quickly as that goes, a camera as in a call."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:written",
      "1:written, but every frame is black",
      "2:wrong usage, no such camera, or a file that cannot be read or written"
    })
final class BlackoutCommand implements Callable<Integer> {
  static final int WRITTEN = 0;
  static final int ALL_BLACK = 1;
  static final int UNUSABLE = 2;
  private static final int PER_SECOND = 30;

  /** The modes, as they are typed. */
  enum Mode {
    PERSON,
    ALL,
    BACKGROUND
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--in",
      required = true,
      paramLabel = "CLIP_OR_CAMERA",
      description =
          "The clip to read (YUV4MPEG2, 4:2:0), or camera, camera:NAME, or film:FILE, a clip in a"
              + " camera's place and pace.")
  private String in = "";

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
      description = "Do not make frames black that took too long; not for a camera.")
  private boolean patient;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "How long a camera is looked at (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Override
  public Integer call() {
    try {
      return in.matches("camera(:.*)?|film:.*") ? camera() : clip();
    } catch (ClipException e) {
      return refuse(e.reason().sentence());
    } catch (PictureChoiceException e) {
      return refuse(e.advice());
    } catch (IOException | UncheckedIOException | InvalidPathException e) {
      return refuse("The clips cannot be read or written.");
    }
  }

  private int clip() throws IOException {
    if (Path.of(in).equals(out)) {
      return refuse("--in and --out must be two files.");
    }
    try (Y4m clip = Y4m.open(Path.of(in));
        Y4m.Writer writer = Y4m.write(out, clip.width(), clip.height(), PER_SECOND)) {
      if (Math.min(clip.width(), clip.height()) < ClipBlackout.LEAST_SIDE) {
        return refuse("The clip's pictures are too small for a camera's.");
      }
      LongSupplier clock = patient ? () -> 0 : System::nanoTime;
      Figures figures = new Figures(spec.commandLine().getErr());
      ClipBlackout.write(clip, writer, choice(), clock, figures);
      return end(figures);
    }
  }

  private int camera() throws PictureChoiceException {
    if (patient && !in.startsWith("film:")) {
      return refuse("A camera's late frames are black: --patient is for clips and films.");
    }
    if (seconds < 1) {
      return refuse("--seconds must be 1 at least.");
    }
    Queue<String> faults = new ConcurrentLinkedQueue<>();
    Figures figures = new Figures(spec.commandLine().getErr());
    try (OwnPictures camera =
        OwnSources.of(
                why -> faults.add(why.words()), patient ? CameraPace.PATIENT : CameraPace.USUAL)
            .choose(in, choice())
            .orElseThrow()) {
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      new CameraBlackout(camera, out, figures)
          .write(() -> System.nanoTime() < end && faults.isEmpty());
    }
    return faults.isEmpty() ? end(figures) : refuse(String.join(" ", faults));
  }

  private int end(Figures figures) {
    PrintWriter text = spec.commandLine().getErr();
    text.println();
    text.flush();
    spec.commandLine().getOut().println(figures);
    spec.commandLine().getOut().flush();
    return figures.shown() > 0 || mode == Mode.ALL ? WRITTEN : ALL_BLACK;
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

  private int refuse(String sentence) {
    PrintWriter text = spec.commandLine().getErr();
    text.println(sentence);
    text.flush();
    return UNUSABLE;
  }
}
