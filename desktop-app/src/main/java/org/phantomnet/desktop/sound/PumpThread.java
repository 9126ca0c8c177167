package org.phantomnet.desktop.sound;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.phantomnet.protocol.rule.Rule;

/**
 * Steps one pump until it is closed, then frees its device. A driver that hangs holds up this
 * thread and nobody else.
 */
final class PumpThread implements AutoCloseable {
  private static final long STEP_NANOS = Duration.ofMillis(4).toNanos();

  /** Two of these, microphone and loudspeaker, stay below 300 ms. */
  @Rule("ENG-61")
  private static final Duration CLOSES = Duration.ofMillis(120);

  private final DevicePump pump;
  private final DeviceWatch watch;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean hasNothing;

  PumpThread(Direction direction, DevicePump pump, DeviceWatch watch) {
    this.pump = pump;
    this.watch = watch;
    thread = new Thread(this::run, "sound-" + direction.word());
    thread.setDaemon(true);
    thread.setPriority(Thread.MAX_PRIORITY);
    watch.retain();
    thread.start();
  }

  private void run() {
    try {
      while (!closed) {
        pump.step(System.nanoTime());
        hasNothing = pump.hasNothing();
        LockSupport.parkNanos(this, STEP_NANOS);
      }
    } finally {
      pump.close();
    }
  }

  /** {@link DevicePump#hasNothing}. */
  boolean hasNothing() {
    return hasNothing;
  }

  /** Without waiting for the device to be free. Idempotent. */
  synchronized void closeSoon() {
    if (!closed) {
      closed = true;
      watch.release();
      LockSupport.unpark(thread);
    }
  }

  /** Returns when the device is free, or when its driver takes too long to free it. Idempotent. */
  @Override
  public void close() {
    closeSoon();
    try {
      thread.join(CLOSES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
