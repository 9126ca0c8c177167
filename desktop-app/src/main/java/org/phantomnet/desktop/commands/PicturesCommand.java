package org.phantomnet.desktop.commands;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import org.phantomnet.desktop.capture.CaptureFailure;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.capture.PictureChoiceException;
import org.phantomnet.desktop.capture.PictureSources;
import org.phantomnet.desktop.capture.Preview;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.port.SafeFrame;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ./phantom pictures}: what this machine can show in a call, and what would be sent of it.
 */
@Command(
    name = "pictures",
    description = {
      "Lists cameras, screens and windows, by the names that --pictures of a client takes.",
      "With --look it writes what would be sent of one, as a PNG; nothing is sent."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:there is no picture; it says why", "2:wrong usage"})
public final class PicturesCommand implements Callable<Integer> {
  /** A camera's blackout learns the room for almost a second. */
  private static final Duration SETTLING = Duration.ofSeconds(4);

  @Option(
      names = "--look",
      paramLabel = "WHAT",
      description = "look at one before a call: " + PictureSources.FORMS)
  private Optional<String> look = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "PNG",
      description = "with --look: where the picture goes (default: ./preview.png)")
  private Path file = Path.of("preview.png");

  @Spec private CommandSpec spec = CommandSpec.create();

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  @Override
  public Integer call() throws IOException {
    if (look.isPresent()) {
      return look(look.get());
    }
    list(Kind.CAMERA, "camera:");
    list(Kind.SCREEN, "screen:");
    list(Kind.WINDOW, "window:");
    return 0;
  }

  private void list(Kind kind, String prefix) {
    out.println(kind.name().charAt(0) + kind.name().substring(1).toLowerCase(Locale.ROOT) + "s");
    try {
      List<CaptureSource> sources = OwnSources.children().list(kind);
      for (int i = 0; i < sources.size(); i++) {
        String name = sources.get(i).name();
        out.println("  " + prefix + (kind == Kind.SCREEN ? (i + 1) + "   (" + name + ")" : name));
      }
      if (sources.isEmpty()) {
        out.println("  " + (kind == Kind.CAMERA ? CaptureFault.NO_CAMERA.words() : "none"));
      }
    } catch (CaptureFailure e) {
      out.println("  " + e.fault().words());
    }
  }

  private int look(String what) throws IOException {
    Optional<Preview.Seen> seen;
    try {
      Optional<OwnPictures> own =
          OwnSources.of(fault -> System.err.println(fault.words()))
              .choose(what, CameraChoice.DEFAULT);
      if (own.isEmpty()) {
        throw new ParameterException(spec.commandLine(), "--look needs something to look at");
      }
      try (OwnPictures pictures = own.get()) {
        seen = Preview.after(pictures, SETTLING);
      }
    } catch (PictureChoiceException e) {
      System.err.println(e.advice());
      return 1;
    }
    if (seen.isEmpty()) {
      System.err.println("There is no picture.");
      return 1;
    }
    SafeFrame frame = seen.get().frame();
    ImageIO.write(Preview.image(frame), "png", file.toFile());
    out.println(
        "This would be sent, "
            + frame.width()
            + " x "
            + frame.height()
            + seen.get().state().map(state -> ", " + state.words()).orElse("")
            + ": "
            + file);
    return 0;
  }
}
