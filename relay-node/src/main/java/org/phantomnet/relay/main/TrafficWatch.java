package org.phantomnet.relay.main;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.admission.TrafficMonth;
import org.phantomnet.relay.turn.TurnServer;

/**
 * Holds a node to its month's traffic: counts every second, writes every minute and at the end.
 * Once the month is spent the node makes no allocations; those that live have as long as a drain,
 * then they end. A new month, or a higher bound after a reload, opens the node again. A thread of
 * its own, from {@link #start} to {@link #close}; figures may be asked from any thread.
 */
final class TrafficWatch implements AutoCloseable {
  private static final int TICKS_PER_SAVE = 60;

  private final TurnServer server;
  private final TrafficMonth month;
  private final Clock clock;
  private final LongSupplier monotonicMillis;
  private final Supplier<Duration> drain;
  private final ScheduledExecutorService thread;
  private volatile long sent;
  private OptionalLong spentSince = OptionalLong.empty();
  private boolean ended;
  private int ticks;

  TrafficWatch(
      TurnServer server,
      Path file,
      Clock clock,
      LongSupplier monotonicMillis,
      Supplier<Duration> drain)
      throws IOException {
    this.server = server;
    this.clock = clock;
    this.monotonicMillis = monotonicMillis;
    this.drain = drain;
    month = TrafficMonth.open(file);
    sent = month.sent(clock.instant());
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, "relay-traffic");
              made.setDaemon(true);
              return made;
            });
  }

  /** Judges at once, so that a restart opens nothing, and then every second. */
  void start() {
    tick();
    thread.scheduleAtFixedRate(this::guardedTick, 1, 1, TimeUnit.SECONDS);
  }

  /** What is thrown would end the ticks for good, and with them the month's bound. */
  private void guardedTick() {
    try {
      tick();
    } catch (RuntimeException | Error e) {
      server.fault();
    }
  }

  /** What the node has sent this month. */
  long sent() {
    return sent;
  }

  /** One step of the thread. */
  @Rule("TURN-43")
  synchronized void tick() {
    month.count(server.sentBytes(), clock.instant());
    sent = month.sent(clock.instant());
    boolean spent = sent >= server.limits().monthlyBytes();
    server.trafficSpent(spent);
    if (!spent) {
      spentSince = OptionalLong.empty();
      ended = false;
    } else if (spentSince.isEmpty()) {
      spentSince = OptionalLong.of(monotonicMillis.getAsLong());
    }
    if (spent
        && !ended
        && monotonicMillis.getAsLong() - spentSince.orElseThrow() >= drain.get().toMillis()) {
      ended = true;
      server.endAllocations();
    }
    ticks++;
    if (ticks % TICKS_PER_SAVE == 0) {
      save();
    }
  }

  private void save() {
    try {
      month.save(clock.instant());
    } catch (IOException e) {
      server.fault(); // a full disk ends no call; the next minute tries again
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    synchronized (this) {
      month.count(server.sentBytes(), clock.instant());
      save();
    }
  }
}
