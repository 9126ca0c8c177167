package org.phantomnet.engine.port;

import java.time.Duration;

/**
 * Delayed work. In tests time is virtual. The task runs on an unspecified thread and must only post
 * an event.
 */
public interface TimerPort {
  /** A clock that never goes back, in nanoseconds from anywhere. Any thread. */
  long nanos();

  Timer after(Duration delay, Runnable task);

  /** A pending task. */
  interface Timer {
    /** No effect once the task has run. */
    void cancel();
  }
}
