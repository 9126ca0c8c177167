package org.phantomnet.engine.port;

import java.time.Duration;

/**
 * Where the core says what it did, in a type with no room for a name, key or address (STYLE 9).
 * Thread-safe.
 */
public interface TracePort {
  void trace(Trace trace);

  /** One observation. */
  record Trace(TraceCode code, int count, Duration took) {
    public static Trace of(TraceCode code) {
      return new Trace(code, 1, Duration.ZERO);
    }
  }
}
