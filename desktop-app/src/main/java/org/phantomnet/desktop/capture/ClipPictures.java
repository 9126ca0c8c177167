package org.phantomnet.desktop.capture;

import java.util.Optional;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.video.Clip;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.engine.port.SafeFrame;

/**
 * A clip in place of a camera. It goes on where it was when a connection takes over from another.
 * Thread-safe.
 */
public final class ClipPictures implements OwnPictures {
  private final ClipFrames frames;

  public ClipPictures(Clip clip) {
    frames = new ClipFrames(clip, System::nanoTime);
  }

  @Override
  public VideoIn open() {
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
  public void close() {
    // nor has it one
  }
}
