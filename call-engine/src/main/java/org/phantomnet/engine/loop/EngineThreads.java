package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/**
 * Where the engine runs (STYLE 4): one serial executor for the loop, one for slow effects.
 * Production makes real threads; tests give one deterministic executor whose {@link #await} runs
 * it.
 */
public interface EngineThreads {
  /** Runs tasks one at a time, in order. */
  Executor loop();

  /**
   * Runs slow effects (key generation, storage, sockets). Tasks of one engine run in the order
   * given.
   */
  Executor effects();

  /**
   * Waits until {@code done} is counted down.
   *
   * @return false if that took longer than {@code limit}
   */
  boolean await(CountDownLatch done, Duration limit);

  /**
   * An own bug was caught; its call is ended. Tests let it fail them; production keeps silent about
   * it.
   */
  void bug(RuntimeException bug);

  /** Stops taking tasks. Idempotent. */
  void stop();
}
