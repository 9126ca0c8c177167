package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The same on a device that gets slower, by the clock that its blackout has. */
public final class SlowFilm {
  /** Frames that take a moment. */
  public static final int QUICK = 75;

  /** Frames after these that take 18 ms; all others take 28. */
  public static final int SLOW = 150;

  private SlowFilm() {}

  public static void main(String[] args) throws IOException {
    CaptureChild.run(
        (kind, id) -> FilmTaker.open(id), nanos -> BlackoutsWithoutModel.of(new Clock()));
  }

  /** Asked twice for each frame: before and after. */
  private static final class Clock implements LongSupplier {
    private long asked;
    private long now;

    @Override
    public long getAsLong() {
      long frame = asked++ / 2;
      int millis = frame < QUICK ? 1 : frame < QUICK + SLOW ? 18 : 28;
      now += Duration.ofMillis(millis).toNanos();
      return now;
    }
  }
}
