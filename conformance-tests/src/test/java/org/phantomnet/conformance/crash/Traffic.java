package org.phantomnet.conformance.crash;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What people do meanwhile: both write, now and then several lines at once; calls are placed,
 * answered, declined, hung up or left alone. One thread of its own; lives until {@link #close}.
 */
final class Traffic implements AutoCloseable {
  private static final int LONGEST_PAUSE_MILLIS = 400;
  private static final int MOST_AT_ONCE = 4;
  private static final int AGAIN_MILLIS = 100;
  private static final int ATTEMPTS = 15;

  private final Random chance;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private volatile boolean quiet;

  Traffic(Random chance, List<Correspondent> people) {
    this.chance = chance;
    thread.execute(() -> write(people.get(0), people.get(1)));
    thread.execute(() -> write(people.get(1), people.get(0)));
  }

  private void write(Correspondent from, Correspondent to) {
    if (!quiet) {
      int lines = chance.nextInt(3) == 0 ? 1 + chance.nextInt(MOST_AT_ONCE) : 1;
      for (int i = 0; i < lines; i++) {
        from.write(to);
      }
    }
    later(() -> write(from, to), chance.nextInt(LONGEST_PAUSE_MILLIS));
  }

  private void later(Runnable action, int millis) {
    try {
      thread.schedule(action, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // closed
    }
  }

  /** A call as soon as there can be one, and what becomes of it. */
  void call(Correspondent caller, Correspondent callee) {
    thread.execute(() -> call(caller, callee, ATTEMPTS));
  }

  private void call(Correspondent caller, Correspondent callee, int attempts) {
    if (!caller.isReady() && attempts > 0) {
      later(() -> call(caller, callee, attempts - 1), AGAIN_MILLIS);
      return;
    }
    hangUp(caller);
    hangUp(callee);
    caller.call(callee);
    int fate = chance.nextInt(8);
    int soon = 50 + chance.nextInt(700);
    if (fate < 5) {
      // Answering before it rings changes nothing, so it is tried again.
      for (int i = 0; i < 3; i++) {
        later(() -> callee.tell("answer", Map.of()), soon + i * 300);
      }
    } else if (fate == 5) {
      later(() -> callee.tell("decline", Map.of()), soon);
    }
    if (chance.nextBoolean()) {
      later(() -> hangUp(caller), soon + chance.nextInt(1_200));
    }
  }

  private static void hangUp(Correspondent who) {
    who.tell("hangup", Map.of());
  }

  /** Nobody writes or calls for a while. */
  void setQuiet(boolean isQuiet) {
    quiet = isQuiet;
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
