package org.phantomnet.desktop.capture.child;

import java.util.function.LongSupplier;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.SegmenterException;

/** Find nobody. */
final class BlackoutsWithoutModel {
  private BlackoutsWithoutModel() {}

  static Blackout of(LongSupplier nanos) {
    return new Blackout(
        () -> {
          throw new SegmenterException(SegmenterException.Reason.MODEL_MISSING);
        },
        nanos);
  }
}
