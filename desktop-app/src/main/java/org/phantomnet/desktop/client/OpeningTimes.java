package org.phantomnet.desktop.client;

import java.time.Duration;

/** Splits the opening of a client into key derivation and the rest. For one thread. */
final class OpeningTimes {
  private final long start = System.nanoTime();
  private long derived = start;
  private long ready = start;

  /** The passphrase's key is there. */
  void keyDerived() {
    derived = System.nanoTime();
  }

  void finished() {
    ready = System.nanoTime();
  }

  Duration keyDerivation() {
    return Duration.ofNanos(derived - start);
  }

  Duration ready() {
    return Duration.ofNanos(ready - derived);
  }
}
