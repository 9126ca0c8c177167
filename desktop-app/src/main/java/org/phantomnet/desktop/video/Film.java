package org.phantomnet.desktop.video;

import java.time.Duration;

/** The time of a clip's pictures when a camera is to have taken them. Stateless. */
public final class Film {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final int PER_SECOND = 30;

  private Film() {}

  /** When that picture is taken, in nanoseconds after the first. */
  public static long time(long number) {
    return number * SECOND / PER_SECOND;
  }

  /** The picture that is taken then, or the last one before. */
  public static long number(long time) {
    return (time * PER_SECOND + PER_SECOND - 1) / SECOND;
  }
}
