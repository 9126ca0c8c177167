package org.phantomnet.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;

/** Records that outlive an engine, like a device's store: seen ids, reply limits, history. */
public final class MemoryRecords implements CallRecords {
  private record Seen(UserAddress contact, CallId id) {}

  private final Set<Seen> seen = new HashSet<>();
  private final Map<UserAddress, List<Instant>> replies = new HashMap<>();
  private final List<Entry> history = new ArrayList<>();

  @Override
  public boolean markSeen(UserAddress contact, CallId id, Instant now) {
    return seen.add(new Seen(contact, id));
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
  public void addHistory(Entry entry) {
    history.add(entry);
  }

  public List<Entry> history() {
    return List.copyOf(history);
  }
}
