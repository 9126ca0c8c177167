package org.phantomnet.engine.port;

import java.nio.ByteBuffer;
import org.phantomnet.protocol.rule.Rule;

/**
 * A picture that may leave the device: the only form in which a picture reaches a media engine.
 * There are four ways to make one, and an architecture test holds each to its one caller: a
 * camera's by {@code engine.blackout} alone (the person's explicit choice of no blackout is made
 * there too), the same one once it has come from the process in which that works, by the client's
 * one reader of those, one of a clip, which no camera took, by the client's one reader of clips,
 * and one of a screen or window by the client's one sharer of those. Immutable.
 *
 * <p>I420, rows without padding: luma {@code width * height} bytes, then each chroma plane {@code
 * width * height / 4}.
 */
@Rule("ENG-106")
public final class SafeFrame {
  private final ByteBuffer i420;
  private final int width;
  private final int height;
  private final long timestampNanos;
  private final boolean screen;

  private SafeFrame(ByteBuffer i420, int width, int height, long timestampNanos, boolean screen) {
    if (width < 2
        || height < 2
        || (width | height) % 2 != 0
        || i420.remaining() != width * height * 3 / 2) {
      throw new IllegalArgumentException("frame size");
    }
    this.i420 = i420.asReadOnlyBuffer();
    this.width = width;
    this.height = height;
    this.timestampNanos = timestampNanos;
    this.screen = screen;
  }

  /**
   * For {@code engine.blackout} only.
   *
   * @param i420 read from position to limit; exactly {@code width * height * 3 / 2} bytes, which
   *     nobody changes any more
   */
  public static SafeFrame ofCamera(ByteBuffer i420, int width, int height, long timestampNanos) {
    return new SafeFrame(i420, width, height, timestampNanos, false);
  }

  /**
   * For the one reader of camera processes only: what {@code engine.blackout} made there, or black.
   *
   * @param i420 as for a camera
   */
  public static SafeFrame ofCameraProcess(
      ByteBuffer i420, int width, int height, long timestampNanos) {
    return new SafeFrame(i420, width, height, timestampNanos, false);
  }

  /**
   * For the one reader of clips only: a file that the person chose, or pictures that were
   * generated.
   *
   * @param i420 as for a camera
   */
  public static SafeFrame ofClip(ByteBuffer i420, int width, int height, long timestampNanos) {
    return new SafeFrame(i420, width, height, timestampNanos, false);
  }

  /**
   * For the one sharer of screens only: of the very screen or window that the person chose.
   *
   * @param i420 as for a camera
   */
  public static SafeFrame ofScreen(ByteBuffer i420, int width, int height, long timestampNanos) {
    return new SafeFrame(i420, width, height, timestampNanos, true);
  }

  /** Whether it is of a screen or window: its text is to stay readable. */
  public boolean isScreen() {
    return screen;
  }

  public ByteBuffer i420() {
    return i420.duplicate();
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public long timestampNanos() {
    return timestampNanos;
  }
}
