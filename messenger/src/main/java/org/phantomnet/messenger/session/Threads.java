package org.phantomnet.messenger.session;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Executors of one daemon thread, whose delayed tasks die with them. */
public final class Threads {
  private Threads() {}

  public static ScheduledThreadPoolExecutor one(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /** Runs what is queued, then stops; gives up after {@code within}. */
  public static void finish(ScheduledThreadPoolExecutor executor, Duration within) {
    executor.shutdown();
    boolean interrupted = false;
    try {
      if (!executor.awaitTermination(within.toMillis(), TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      interrupted = true;
      executor.shutdownNow();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
