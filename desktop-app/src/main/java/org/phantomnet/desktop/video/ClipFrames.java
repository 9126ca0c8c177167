package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.engine.port.SafeFrame;

/**
 * Plays a clip in place of a camera. The one place that makes a {@link SafeFrame} which no camera
 * took: it opens no device and reads nothing but its clip. Each picture carries its number. For one
 * thread.
 */
public final class ClipFrames implements VideoIn {
  private final Clip clip;
  private final LongSupplier nanos;
  private long number;

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public ClipFrames(Clip clip, LongSupplier nanos) {
    this.clip = clip;
    this.nanos = nanos;
  }

  @Override
  public Optional<SafeFrame> next() {
    ByteBuffer picture = numbered(clip, number++);
    return Optional.of(SafeFrame.ofClip(picture, clip.width(), clip.height(), nanos.getAsLong()));
  }

  /** The picture of that number as it is sent, to compare with. */
  static ByteBuffer numbered(Clip clip, long number) {
    ByteBuffer picture = clip.picture(number);
    Stamp.draw(picture, clip.width(), clip.height(), number);
    return picture;
  }

  @Override
  public void close() {
    // a clip is no device
  }
}
