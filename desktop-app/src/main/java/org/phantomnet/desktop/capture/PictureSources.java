package org.phantomnet.desktop.capture;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.desktop.video.Clip;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.protocol.rule.Rule;

/**
 * What a person may show, by a short text: {@code camera[:NAME]}, {@code screen[:NUMBER]}, {@code
 * window:TITLE}, {@code clip:FILE}, {@code film:FILE} (in a camera's place). Asks the machine what
 * there is each time. Blocks for a second or so; thread-safe.
 */
public final class PictureSources {
  /** The texts there are. */
  public static final String FORMS =
      "camera, camera:NAME, screen, screen:NUMBER, window:TITLE, clip:FILE, film:FILE or none";

  private static final String LIST = "./phantom pictures lists what there is.";

  /** Opens a clip by its file's name or number. */
  public interface Clips {
    Clip open(String name) throws IOException;
  }

  private final CaptureChildren children;
  private final Clips clips;
  private final Consumer<CaptureFault> ended;
  private final CameraPace pace;

  /**
   * @param ended told if what is shown ends by itself; any thread
   * @param pace of a camera
   */
  public PictureSources(
      CaptureChildren children, Clips clips, Consumer<CaptureFault> ended, CameraPace pace) {
    this.children = children;
    this.clips = clips;
    this.ended = ended;
    this.pace = pace;
  }

  /**
   * What that text names; empty for {@code none}. Opens no device yet.
   *
   * @param camera what is hidden, should it name a camera
   * @throws PictureChoiceException if it names nothing, or more than one
   */
  @Rule("ENG-126")
  public Optional<OwnPictures> choose(String text, CameraChoice camera)
      throws PictureChoiceException {
    int colon = text.indexOf(':');
    String kind = (colon < 0 ? text : text.substring(0, colon)).strip().toLowerCase(Locale.ROOT);
    String name = colon < 0 ? "" : text.substring(colon + 1).strip();
    switch (kind) {
      case "none":
        return Optional.empty();
      case "clip":
        return Optional.of(clip(name));
      case "screen":
        return Optional.of(share(screen(name)));
      case "window":
        return Optional.of(share(byName(Kind.WINDOW, name)));
      case "camera":
        return Optional.of(hidden(byName(Kind.CAMERA, name), camera));
      case "film":
        return Optional.of(hidden(film(name), camera));
      default:
        throw new PictureChoiceException("\"" + kind + "\" is none of " + FORMS + ".");
    }
  }

  private ScreenShare share(CaptureSource source) {
    return new ScreenShare(children, source, ended, System::nanoTime);
  }

  private List<CaptureSource> list(Kind kind) throws PictureChoiceException {
    try {
      return children.list(kind);
    } catch (CaptureFailure e) {
      throw new PictureChoiceException(e.fault().words());
    }
  }

  private CaptureSource screen(String number) throws PictureChoiceException {
    List<CaptureSource> screens = list(Kind.SCREEN);
    if (number.isEmpty() && screens.size() == 1) {
      return screens.get(0);
    }
    int index = number.matches("[0-9]{1,2}") ? Integer.parseInt(number) : 0;
    if (index < 1 || index > screens.size()) {
      throw new PictureChoiceException(
          "Say which screen, as screen:1. There are " + screens.size() + "; " + LIST);
    }
    return screens.get(index - 1);
  }

  private CaptureSource byName(Kind kind, String name) throws PictureChoiceException {
    List<CaptureSource> all = list(kind);
    String word = kind.name().toLowerCase(Locale.ROOT);
    if (all.isEmpty()) {
      throw new PictureChoiceException(
          kind == Kind.CAMERA ? CaptureFault.NO_CAMERA.words() : "No window is open.");
    }
    if (name.isEmpty() && kind == Kind.CAMERA && all.size() == 1) {
      return all.get(0);
    }
    List<CaptureSource> fitting = all.stream().filter(one -> one.name().equals(name)).toList();
    if (fitting.isEmpty() && !name.isEmpty()) {
      String part = name.toLowerCase(Locale.ROOT);
      fitting =
          all.stream().filter(one -> one.name().toLowerCase(Locale.ROOT).contains(part)).toList();
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    throw new PictureChoiceException(
        (fitting.isEmpty() ? "No " + word + " has that name" : "Several have that name")
            + ". There are: "
            + all.stream().map(one -> '"' + one.name() + '"').collect(Collectors.joining(", "))
            + ".");
  }

  private CameraPictures hidden(CaptureSource source, CameraChoice camera) {
    CameraPictures pictures = new CameraPictures(children, source, pace, ended, System::nanoTime);
    pictures.choose(camera);
    pictures.makeReady();
    return pictures;
  }

  /** Its mark is the file, which the child opens anew. */
  private static CaptureSource film(String name) throws PictureChoiceException {
    try (Y4m film = Y4m.open(Path.of(name))) {
      String file = Path.of(name).toAbsolutePath().normalize().toString();
      if (Math.min(film.width(), film.height()) < CameraPictures.LEAST_SIDE) {
        throw new PictureChoiceException("The film's pictures are too small for a camera's.");
      }
      if (!file.matches("[ -~]{1," + CaptureSource.MAX_ID + "}")) {
        throw new PictureChoiceException(
            "The film's full path has other letters than ASCII's, or too many. Move it.");
      }
      return new CaptureSource(Kind.FILM, file, "film");
    } catch (IOException | InvalidPathException e) {
      throw new PictureChoiceException(
          "The film cannot be played. It takes a YUV4MPEG2 file, as a clip does.");
    }
  }

  private OwnPictures clip(String name) throws PictureChoiceException {
    try {
      return new ClipPictures(clips.open(name));
    } catch (IOException e) {
      throw new PictureChoiceException(
          "The clip cannot be played: " + e.getMessage() + ". It takes a YUV4MPEG2 file.");
    }
  }
}
