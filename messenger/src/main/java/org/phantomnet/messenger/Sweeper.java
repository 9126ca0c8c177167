package org.phantomnet.messenger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.phantomnet.messenger.history.AutoDelete;
import org.phantomnet.messenger.session.Threads;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.rule.Rule;

/**
 * Removes what chats delete by themselves at the time it falls due, not only at the next start, and
 * its bytes from the files. One thread of its own; lives until {@link #close}.
 */
final class Sweeper implements AutoCloseable {
  /** A record that comes meanwhile is not due sooner, unless its chat keeps it less long. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(30);

  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

  private final SqlStore store;
  private final Clock clock;
  private final ScheduledThreadPoolExecutor thread = Threads.one("phantomnet-sweep");
  private boolean scrub; // on its thread only
  private Future<?> next = CompletableFuture.completedFuture(null);

  Sweeper(SqlStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Records or their time changed: looks at once, and from then on when something is due. */
  void look() {
    try {
      thread.execute(this::sweep);
    } catch (RejectedExecutionException e) {
      // Closed: the next start sweeps.
    }
  }

  @Rule("CONT-17")
  private void sweep() {
    Duration pause = LOOK_AGAIN;
    try {
      Instant now = clock.instant();
      scrub |= store.inTransaction(sql -> AutoDelete.sweep(sql, now));
      if (scrub) {
        store.scrub();
        scrub = false;
      }
      Optional<Instant> due = store.inTransaction(AutoDelete::next);
      if (due.isPresent() && due.get().isBefore(now.plus(LOOK_AGAIN))) {
        pause = Duration.between(now, due.get());
      }
    } catch (StoreException e) {
      // A full disk, or closed: what is due stays due.
    }
    next.cancel(false);
    try {
      next = thread.schedule(this::sweep, Math.max(1, pause.toMillis()), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed.
    }
  }

  @Override
  public void close() {
    Threads.finish(thread, CLOSE_WITHIN);
  }
}
