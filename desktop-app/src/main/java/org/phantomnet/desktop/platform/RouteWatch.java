package org.phantomnet.desktop.platform;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.phantomnet.engine.port.LocalNetworks;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Looks at the default route's own addresses twice a second, ten times in a call, while somebody
 * wants to know, and tells all of them when they are others than before, or when the machine slept
 * in between. Thread-safe; its one thread lives while there is a watcher and is a daemon. Nothing
 * is thrown; a watcher that throws is the watcher's bug and ends the thread.
 */
final class RouteWatch {
  @Rule("ENG-86")
  static final Duration PAUSE = Duration.ofMillis(500);

  /** What is said until another route is found is lost. */
  static final Duration PAUSE_IN_CALL = Duration.ofMillis(100);

  /** More than a busy machine is ever late. */
  @Rule("ENG-87")
  static final Duration SLEPT = Duration.ofSeconds(5);

  private final Supplier<List<Bytes>> addresses;
  private final Clock clock;
  private final BooleanSupplier inCall;
  private final Map<Object, Runnable> watchers = new LinkedHashMap<>();
  private Optional<List<Bytes>> known = Optional.empty();
  private Instant looked = Instant.EPOCH;
  private boolean running;

  RouteWatch(Supplier<List<Bytes>> addresses, Clock clock, BooleanSupplier inCall) {
    this.addresses = addresses;
    this.clock = clock;
    this.inCall = inCall;
  }

  LocalNetworks.Watch add(Runnable changed) {
    Object key = new Object();
    synchronized (this) {
      watchers.put(key, changed);
      if (!running) {
        running = true;
        known = Optional.empty(); // of a watch before it
        Thread thread = new Thread(this::run, "route-watch");
        thread.setDaemon(true);
        thread.start();
      }
    }
    return () -> remove(key);
  }

  private synchronized void remove(Object key) {
    watchers.remove(key);
    notifyAll();
  }

  private void run() {
    while (mayRun()) {
      if (look()) {
        watching().forEach(Runnable::run);
      }
      pause();
    }
  }

  private synchronized boolean mayRun() {
    running = !watchers.isEmpty() && !Thread.currentThread().isInterrupted();
    return running;
  }

  private synchronized List<Runnable> watching() {
    return List.copyOf(watchers.values());
  }

  private synchronized void pause() {
    try {
      if (!watchers.isEmpty()) {
        wait((inCall.getAsBoolean() ? PAUSE_IN_CALL : PAUSE).toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look; true if it is not as it was at the last. The first has nothing to compare with. */
  boolean look() {
    List<Bytes> now = addresses.get();
    Instant time = clock.instant();
    boolean first = known.isEmpty();
    boolean other = known.filter(now::equals).isEmpty();
    boolean slept = Duration.between(looked, time).compareTo(PAUSE.plus(SLEPT)) > 0;
    known = Optional.of(now);
    looked = time;
    return !first && (other || slept);
  }
}
