package org.phantomnet.desktop.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.VideoOut;
import org.phantomnet.desktop.media.VideoPorts;
import org.phantomnet.desktop.video.Clip;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.desktop.video.MovingShapes;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.port.SafeFrame;

/**
 * A clip in place of a camera, and a file in place of a screen, into which every fifth picture that
 * arrives is written. The clip goes on where it was when a connection takes over from another.
 */
public final class PlayedClip implements VideoPorts {
  /** Of so many pictures one is written. */
  public static final int EVERY = SeenCopy.EVERY;

  private final ClipFrames frames;
  private final Optional<Path> seen;
  private final Consumer<String> recording;

  private PlayedClip(ClipFrames frames, Optional<Path> seen, Consumer<String> recording) {
    this.frames = frames;
    this.seen = seen;
    this.recording = recording;
  }

  /**
   * @param clip what to play
   * @param seen where what was seen goes, if wanted
   */
  public static VideoSource source(Clip clip, Optional<Path> seen) {
    return recording -> new PlayedClip(new ClipFrames(clip, System::nanoTime), seen, recording);
  }

  /**
   * The clip of that name: a YUV4MPEG2 file, or a number for the computed clip in its colours.
   *
   * @throws IOException if it is a file that cannot be played
   */
  public static Clip clip(String name) throws IOException {
    return name.matches("[0-9]{1,4}")
        ? new MovingShapes(Integer.parseInt(name))
        : Y4m.open(Path.of(name)); // open as long as the process
  }

  @Override
  public VideoIn openIn() {
    return new VideoIn() {
      @Override
      public Optional<SafeFrame> next() {
        synchronized (frames) {
          return frames.next();
        }
      }

      @Override
      public void close() {
        // a clip is no device
      }
    };
  }

  @Override
  public VideoOut openOut() {
    return new SeenCopy(seen, recording);
  }
}
