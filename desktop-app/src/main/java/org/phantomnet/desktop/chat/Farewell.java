package org.phantomnet.desktop.chat;

import java.time.Duration;

/**
 * Closes everything when the process is told to end (SIGTERM, SIGHUP, Ctrl-C): the call is hung up
 * and the store is closed before it does. The exit code stays that of the signal (143, 129, 130).
 * Close it once everything is closed anyway.
 */
final class Farewell implements AutoCloseable {
  /** A mailbox or sound device that hangs must not keep the process. */
  static final Duration LIMIT = Duration.ofSeconds(8);

  private final Thread hook;

  /**
   * @param closing run on a thread of its own; must be safe to run while all else goes on
   */
  Farewell(Runnable closing) {
    hook = new Thread(() -> within(closing), "farewell");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private static void within(Runnable closing) {
    Thread work = new Thread(closing, "farewell-closing");
    work.setDaemon(true);
    work.start();
    try {
      work.join(LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It is under way: it finds everything closed.
    }
  }
}
