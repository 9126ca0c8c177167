package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** One daemon thread for the loop and one for its effects. */
final class RealThreads implements EngineThreads {
  /** How long the last history entry may take to be durable. */
  private static final Duration LAST_WRITES = Duration.ofSeconds(2);

  private final ExecutorService loop = serial("call-loop");
  private final ExecutorService effects = serial("call-effects");

  private static ExecutorService serial(String name) {
    return Executors.newSingleThreadExecutor(
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public Executor loop() {
    return task -> offer(loop, task);
  }

  @Override
  public Executor effects() {
    return task -> offer(effects, task);
  }

  private static void offer(Executor executor, Runnable task) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException stopped) {
      // a late report of a closed engine: nobody is left to hear it
    }
  }

  @Override
  public boolean await(CountDownLatch done, Duration limit) {
    try {
      return done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void stop() {
    loop.shutdown();
    effects.shutdown();
    try {
      boolean written = effects.awaitTermination(LAST_WRITES.toMillis(), TimeUnit.MILLISECONDS);
      if (!written) {
        effects.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void bug(RuntimeException bug) {
    // the trace has counted it and the call it happened in ends; a message could name someone
  }
}
