package org.phantomnet.testkit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.phantomnet.engine.loop.EngineThreads;

/**
 * An engine's two threads in virtual time. Each runs its tasks in order; how long each task waits
 * is chosen by the seed, so that seeds interleave loop and effects differently.
 */
public final class VirtualThreads implements EngineThreads {
  private final VirtualTime time;
  private final Serial loop;
  private final Serial effects;
  private boolean stopped;

  /**
   * @param slowest longest wait of a task for its thread; zero makes the order the order of asking
   */
  public VirtualThreads(VirtualTime time, long seed, Duration slowest) {
    this.time = time;
    this.loop = new Serial(new Random(seed), slowest);
    this.effects = new Serial(new Random(~seed), slowest);
  }

  private final class Serial implements Executor {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final Random random;
    private final Duration slowest;
    private boolean busy;

    Serial(Random random, Duration slowest) {
      this.random = random;
      this.slowest = slowest;
    }

    @Override
    public void execute(Runnable task) {
      if (!stopped) {
        waiting.add(task);
        next();
      }
    }

    /** Its next task waits that long, and all after it; now it must have none. */
    void stall(Duration span) {
      if (busy) {
        throw new IllegalStateException("at work");
      }
      busy = true;
      time.after(
          span,
          () -> {
            busy = false;
            next();
          });
    }

    private void next() {
      if (busy || waiting.isEmpty()) {
        return;
      }
      busy = true;
      long nanos = slowest.isZero() ? 0 : (long) (random.nextDouble() * slowest.toNanos());
      time.after(
          Duration.ofNanos(nanos),
          () -> {
            Runnable task = waiting.remove();
            if (!stopped) {
              task.run();
            }
            busy = false;
            next();
          });
    }
  }

  /** An effect that takes that long, from now on; none may be at work. */
  public void stallEffects(Duration span) {
    effects.stall(span);
  }

  @Override
  public Executor loop() {
    return loop;
  }

  @Override
  public Executor effects() {
    return effects;
  }

  @Override
  public boolean await(CountDownLatch done, Duration limit) {
    return time.runUntil(() -> done.getCount() == 0, limit);
  }

  @Override
  public void stop() {
    stopped = true;
  }

  @Override
  public void bug(RuntimeException bug) {
    time.report(bug);
  }
}
