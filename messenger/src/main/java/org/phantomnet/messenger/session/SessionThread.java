package org.phantomnet.messenger.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.phantomnet.messenger.store.StoreException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;

/**
 * The one thread on which libsignal is used, so that no two ratchet steps of a session ever run at
 * once. Lives as long as the messenger.
 */
public final class SessionThread implements AutoCloseable {
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor executor;

  public SessionThread() {
    executor = Threads.one("phantomnet-session");
  }

  /**
   * Loads libsignal's native library while something else takes its time (see
   * docs/known-issues.md).
   */
  public void warmUp() {
    post(ECKeyPair::generate);
  }

  /**
   * @return false once closed
   */
  public boolean post(Runnable task) {
    try {
      executor.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  void after(Duration delay, Runnable task) {
    try {
      executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: what is durable is taken up at the next start.
    }
  }

  /**
   * Runs {@code task} there and waits; what it throws comes through. Not from the session thread
   * itself.
   */
  public <T> T call(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean taken =
        post(
            () -> {
              try {
                result.complete(task.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    if (!taken) {
      throw new StoreException(StoreException.Reason.CLOSED);
    }
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(StoreException.Reason.UNAVAILABLE);
    }
  }

  /** Finishes what was posted, then stops. */
  @Override
  public void close() {
    Threads.finish(executor, CLOSE_WITHIN);
  }
}
