package org.phantomnet.desktop.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.Calls;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Tells of a call that is over once its end was shown and its entry is in the history: the engine
 * writes the entry on another thread than it shows the end. Thread-safe; tells each call once, on
 * whichever thread came last.
 */
final class FinishedCalls implements CallRecords, Calls.Listener {
  private static final int MOST = 1_000;

  /** What is known of a call that may be over. */
  private static final class Half {
    Optional<CallSnapshot> shown = Optional.empty();
    boolean written;
    boolean told;
  }

  private final CallRecords records;
  private final Consumer<CallSnapshot> over;
  private final Map<CallId, Half> halves =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CallId, Half> eldest) {
          return size() > MOST;
        }
      };

  FinishedCalls(CallRecords records, Consumer<CallSnapshot> over) {
    this.records = records;
    this.over = over;
  }

  @Override
  public void changed(CallSnapshot snapshot) {
    if (snapshot.phase() == CallSnapshot.Phase.ENDED) {
      meet(snapshot.call(), half -> half.shown = Optional.of(snapshot));
    }
  }

  /** An entry that the store did not take is said elsewhere; the call is over all the same. */
  @Override
  public void addHistory(CallId id, Entry entry) {
    try {
      records.addHistory(id, entry);
    } finally {
      meet(id, half -> half.written = true);
    }
  }

  private void meet(CallId id, Consumer<Half> news) {
    Optional<CallSnapshot> ended = Optional.empty();
    synchronized (halves) {
      Half half = halves.computeIfAbsent(id, unused -> new Half());
      news.accept(half);
      if (half.written && !half.told && half.shown.isPresent()) {
        half.told = true;
        ended = half.shown;
      }
    }
    ended.ifPresent(over);
  }

  @Override
  public boolean takeOffer(CallId id, Entry missed, Instant now) {
    return records.takeOffer(id, missed, now);
  }

  @Override
  public boolean takeAutomaticReply(UserAddress contact, Instant now) {
    return records.takeAutomaticReply(contact, now);
  }

  @Override
  public void keep(CallId id, Entry entry) {
    records.keep(id, entry);
  }

  @Override
  public void modeChanged(UserAddress contact, CallMode mode, Instant now) {
    records.modeChanged(contact, mode, now);
  }

  @Override
  public void discard(CallId id, boolean outgoing) {
    records.discard(id, outgoing);
  }

  @Override
  public void addKept() {
    records.addKept();
  }
}
