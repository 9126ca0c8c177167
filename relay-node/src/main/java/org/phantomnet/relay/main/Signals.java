package org.phantomnet.relay.main;

import sun.misc.Signal;

/**
 * What the system tells a node besides its configuration. {@code sun.misc.Signal} is the JDK's own
 * and the only way without native code (module jdk.unsupported, exported for such use); a shutdown
 * hook could neither hear SIGHUP nor a second SIGTERM.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs {@code then} on a thread of the JDK at each such signal, in place of what the JVM would
   * do. Where the JVM keeps the signal for itself (-Xrs), nothing changes.
   */
  static void on(String name, Runnable then) {
    try {
      Signal.handle(new Signal(name), signal -> then.run());
    } catch (IllegalArgumentException e) {
      // the JVM, or this system, has another use for it
    }
  }
}
