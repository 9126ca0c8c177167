package org.phantomnet.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;

/** Records that outlive an engine, like a device's store: seen ids, reply limits, history. */
public final class MemoryRecords implements CallRecords {
  private record Seen(UserAddress contact, CallId id) {}

  private record Kept(CallId id, boolean outgoing) {}

  private final Set<Seen> seen = new HashSet<>();
  private final Map<UserAddress, List<Instant>> replies = new HashMap<>();
  private final Map<Kept, Entry> kept = new LinkedHashMap<>();
  private final List<CallMode> modes = new ArrayList<>();
  private final List<Entry> history = new ArrayList<>();
  private boolean full;

  /** As a full disk: offers cannot be taken. */
  public void setFull(boolean isFull) {
    full = isFull;
  }

  @Override
  public boolean takeOffer(CallId id, Entry missed, Instant now) {
    if (full) {
      throw new IllegalStateException("full");
    }
    boolean first = seen.add(new Seen(missed.contact(), id));
    if (first) {
      keep(id, missed);
    }
    return first;
  }

  @Override
  public boolean takeAutomaticReply(UserAddress contact, Instant now) {
    List<Instant> taken = replies.computeIfAbsent(contact, any -> new ArrayList<>());
    boolean overLimit =
        since(taken, now, Duration.ofMinutes(5)) >= 3
            || since(taken, now, Duration.ofDays(1)) >= 10;
    return !overLimit && taken.add(now);
  }

  private static long since(List<Instant> taken, Instant now, Duration span) {
    return taken.stream().filter(at -> at.isAfter(now.minus(span))).count();
  }

  @Override
  public void modeChanged(UserAddress contact, CallMode mode, Instant now) {
    modes.add(mode);
  }

  /** What calls became, the newest last. */
  public List<CallMode> modes() {
    return List.copyOf(modes);
  }

  @Override
  public void keep(CallId id, Entry entry) {
    kept.put(new Kept(id, entry.outgoing()), entry);
  }

  @Override
  public void discard(CallId id, boolean outgoing) {
    kept.remove(new Kept(id, outgoing));
  }

  @Override
  public void addHistory(CallId id, Entry entry) {
    discard(id, entry.outgoing());
    history.add(entry);
  }

  @Override
  public void addKept() {
    history.addAll(kept.values());
    kept.clear();
  }

  public List<Entry> history() {
    return List.copyOf(history);
  }
}
