package org.phantomnet.engine.blackout;

import java.nio.Buffer;
import java.nio.ByteBuffer;

/**
 * A picture as a camera gave it. It may not leave the device: only {@link Blackout} takes it, and
 * no media engine does. The bytes are lent for the one call.
 *
 * <p>I420 of limited range, rows without padding: luma {@code width * height} bytes, then each
 * chroma plane {@code width * height / 4}.
 */
public final class RawFrame {
  /** Shorter or longer sides are no camera's. */
  public static final int MIN_SIDE = 16;

  public static final int MAX_SIDE = 4096;

  private final ByteBuffer i420;
  private final int width;
  private final int height;
  private final Rotation rotation;
  private final long timestampNanos;
  private final int source;

  /**
   * @param i420 read from position to limit: exactly {@code width * height * 3 / 2} bytes
   * @param width even, as lent: before the turn
   * @param rotation by which the picture is turned, clockwise, to stand upright
   * @param timestampNanos of a monotonic clock, later than that of the frame before
   * @param source a number for the camera that took it; another camera has another number
   */
  public RawFrame(
      ByteBuffer i420, int width, int height, Rotation rotation, long timestampNanos, int source) {
    if (Math.min(width, height) < MIN_SIDE
        || Math.max(width, height) > MAX_SIDE
        || (width | height) % 2 != 0
        || i420.remaining() != width * height * 3 / 2) {
      throw new IllegalArgumentException("frame size");
    }
    this.i420 = i420.slice();
    this.width = width;
    this.height = height;
    this.rotation = rotation;
    this.timestampNanos = timestampNanos;
    this.source = source;
  }

  /**
   * Copies all of it. The cast is for Android, where these methods return no more than a Buffer.
   */
  void copyTo(byte[] picture) {
    ((Buffer) i420).rewind();
    i420.get(picture);
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public Rotation rotation() {
    return rotation;
  }

  public long timestampNanos() {
    return timestampNanos;
  }

  public int source() {
    return source;
  }
}
