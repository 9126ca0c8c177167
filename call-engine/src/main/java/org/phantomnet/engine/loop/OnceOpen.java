package org.phantomnet.engine.loop;

/** What is to be said as soon as a gate is open, at once if it is. Effect thread only. */
final class OnceOpen {
  private Runnable waiting = () -> {};
  private boolean open;

  /** The last one counts. */
  void run(Runnable task) {
    if (open) {
      task.run();
    } else {
      waiting = task;
    }
  }

  /** The gate opened. */
  void opened() {
    open = true;
    Runnable task = waiting;
    waiting = () -> {};
    task.run();
  }
}
