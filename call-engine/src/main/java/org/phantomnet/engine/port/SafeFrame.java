package org.phantomnet.engine.port;

import java.nio.ByteBuffer;

/**
 * A camera picture that may leave the device. Only {@code engine.blackout} (or the person's
 * explicit choice of no blackout, made there too) makes one: the constructor is closed to everyone
 * else by an architecture test.
 *
 * <p>I420, rows without padding: luma {@code width * height} bytes, then each chroma plane {@code
 * width * height / 4}.
 */
public final class SafeFrame {
  private final ByteBuffer i420;
  private final int width;
  private final int height;
  private final long timestampNanos;

  /**
   * For {@code engine.blackout} only.
   *
   * @param i420 read from position to limit; exactly {@code width * height * 3 / 2} bytes
   */
  public SafeFrame(ByteBuffer i420, int width, int height, long timestampNanos) {
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
