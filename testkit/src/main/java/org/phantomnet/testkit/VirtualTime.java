package org.phantomnet.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * The one queue of everything that happens in a test, in order of virtual time and then of asking.
 * Single-threaded: the test's thread runs it all. What a task throws, and every bug an engine
 * reports, comes out of the run.
 */
public final class VirtualTime {
  /** More tasks than any sane scenario needs: a loop without end fails instead of hanging. */
  private static final int MAX_TASKS = 2_000_000;

  /** A task in the queue. */
  public static final class Task {
    private final Instant due;
    private final long order;
    private final Runnable work;
    private boolean cancelled;

    private Task(Instant due, long order, Runnable work) {
      this.due = due;
      this.order = order;
      this.work = work;
    }

    public void cancel() {
      cancelled = true;
    }
  }

  private final PriorityQueue<Task> queue =
      new PriorityQueue<>(
          Comparator.<Task, Instant>comparing(task -> task.due).thenComparing(task -> task.order));
  private Instant now;
  private long asked;
  private int ran;
  private Optional<RuntimeException> bug = Optional.empty();

  public VirtualTime() {
    this(Instant.parse("2026-11-21T12:00:00Z"));
  }

  public VirtualTime(Instant start) {
    now = start;
  }

  public Instant now() {
    return now;
  }

  public Task after(Duration delay, Runnable work) {
    Task task = new Task(now.plus(delay.isNegative() ? Duration.ZERO : delay), asked++, work);
    queue.add(task);
    return task;
  }

  /** The first bug is thrown by the run that is under way. */
  public void report(RuntimeException found) {
    if (bug.isEmpty()) {
      bug = Optional.of(found);
    }
  }

  /** Runs everything due within {@code span}, and moves the clock to its end. */
  public void run(Duration span) {
    Instant end = now.plus(span);
    while (!queue.isEmpty() && !queue.peek().due.isAfter(end)) {
      step();
    }
    now = end;
  }

  /**
   * Runs until the condition holds, at most for {@code limit}; the clock stands at the moment it
   * did.
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    Instant end = now.plus(limit);
    while (!condition.getAsBoolean()) {
      if (queue.isEmpty() || queue.peek().due.isAfter(end)) {
        now = end;
        return false;
      }
      step();
    }
    return true;
  }

  private void step() {
    Task task = queue.remove();
    if (task.cancelled) {
      return;
    }
    if (++ran > MAX_TASKS) {
      throw new IllegalStateException("the scenario does not end");
    }
    now = task.due;
    task.work.run();
    if (bug.isPresent()) {
      throw new IllegalStateException("bug reported", bug.get());
    }
  }
}
