package org.phantomnet.conformance.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Everybody writes to everybody, now and then several lines at once, whatever else goes on. One
 * thread of its own; lives until {@link #close}.
 */
final class Traffic implements AutoCloseable {
  private static final int LONGEST_PAUSE_MILLIS = 500;
  private static final int MOST_AT_ONCE = 4;

  /**
   * On a machine too busy for more, nobody writes on: the kills would meet minutes of old lines
   * instead of what they are for.
   */
  private static final int MOST_UNDER_WAY = 16;

  private final Random chance;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private volatile List<Correspondent> people = List.of();

  Traffic(Random chance) {
    this.chance = chance;
    thread.execute(this::write);
  }

  private void write() {
    List<Correspondent> writers = new ArrayList<>(people);
    if (writers.size() > 1) {
      Correspondent from = writers.remove(chance.nextInt(writers.size()));
      Correspondent to = writers.get(chance.nextInt(writers.size()));
      if (from.wrote(to).underWayCount() < MOST_UNDER_WAY) {
        burst(from, to, chance);
      }
    }
    try {
      thread.schedule(this::write, chance.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // closed
    }
  }

  /** Mostly one line, now and then a few. */
  static void burst(Correspondent from, Correspondent to, Random chance) {
    int lines = chance.nextInt(3) == 0 ? 1 + chance.nextInt(MOST_AT_ONCE) : 1;
    for (int i = 0; i < lines; i++) {
      from.write(to);
    }
  }

  /** Who writes from now on; nobody, if there are none. */
  void setPeople(List<Correspondent> writing) {
    people = List.copyOf(writing);
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
