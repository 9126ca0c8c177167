package org.phantomnet.desktop.sound;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;

/**
 * Looks once a second which devices are there, on a thread of its own, while anyone wants to know
 * and never otherwise. Thread-safe.
 */
final class DeviceWatch {
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final SoundSystem system;
  private volatile Map<Direction, List<String>> seen = Map.of();
  private int users;
  private long generation;

  DeviceWatch(SoundSystem system) {
    this.system = system;
  }

  /** What was there at the last look; empty before the first. */
  Optional<List<String>> present(Direction direction) {
    return Optional.ofNullable(seen.get(direction));
  }

  /** Looks until {@link #release}. */
  @Rule("ENG-60")
  synchronized void retain() {
    if (users++ == 0) {
      seen = Map.of();
      long mine = ++generation;
      Thread thread = new Thread(() -> watch(mine), "sound-devices");
      thread.setDaemon(true);
      thread.start();
    }
  }

  synchronized void release() {
    if (--users == 0) {
      generation++;
      notifyAll();
    }
  }

  private void watch(long mine) {
    try {
      do {
        look(mine);
      } while (pause(mine));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(long mine) {
    Map<Direction, List<String>> now = new EnumMap<>(Direction.class);
    for (Direction direction : Direction.values()) {
      try {
        now.put(direction, system.devices(direction));
      } catch (RuntimeException e) {
        now.put(direction, List.of()); // a broken driver is no device
      }
    }
    synchronized (this) {
      if (mine == generation) {
        seen = now;
      }
    }
  }

  private synchronized boolean pause(long mine) throws InterruptedException {
    long end = System.nanoTime() + PERIOD.toNanos();
    while (mine == generation && System.nanoTime() < end) {
      wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
    return mine == generation;
  }
}
