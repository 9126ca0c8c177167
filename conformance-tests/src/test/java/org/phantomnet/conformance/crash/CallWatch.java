package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All calls of everybody: no device rings for a call older than a minute, nor twice for the same in
 * two processes, nor for one whose end the mailbox had before the device's process began; and every
 * call that was live has one entry in the history (CALL-36). Thread-safe.
 */
final class CallWatch {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  /** How long a caller and the mailbox live after a call's end until the mailbox surely has it. */
  private static final Duration HAS_TOLD = Duration.ofSeconds(3);

  private static final Duration HANGS_UP = Duration.ofSeconds(15);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Findings findings;
  private final Map<String, Long> placed = new HashMap<>();
  private final Map<String, End> ended = new HashMap<>();
  private final Map<String, Long> rangIn = new HashMap<>();
  private final Map<String, Set<String>> placedBy = new HashMap<>();
  private final Map<String, Set<String>> placedTo = new HashMap<>();
  private final Map<String, Set<String>> lived = new HashMap<>();
  private final Map<String, Long> diedAt = new HashMap<>();
  private final Set<String> heard = new HashSet<>();
  private long mailboxDiedAt = Long.MIN_VALUE;
  private int rang;

  /** When a caller's call was over. */
  private record End(String caller, long at) {}

  CallWatch(Findings findings) {
    this.findings = findings;
  }

  /**
   * @param processBegan when the process that tells it was started
   */
  synchronized void happened(String person, JsonNode snapshot, long processBegan) {
    String call = snapshot.path("call").asText();
    String phase = snapshot.path("phase").asText();
    long now = System.nanoTime();
    if (snapshot.path("outgoing").asBoolean()) {
      placed.putIfAbsent(call, now);
      add(placedBy, person, call);
      add(placedTo, snapshot.path("with").asText(), call);
      if (phase.equals("ENDED")) {
        ended.putIfAbsent(call, new End(person, now));
      } else if (!phase.equals("DIALING")) {
        add(lived, person + " out", call);
      }
    } else {
      // an offer's entry is durable before anything of it shows
      add(lived, person + " in", call);
      if (phase.equals("RINGING")) {
        rings(person, call, now, processBegan);
      }
    }
    if (snapshot.path("firstAudio").asBoolean()) {
      heard.add(call);
    }
  }

  private static void add(Map<String, Set<String>> sets, String key, String call) {
    sets.computeIfAbsent(key, fresh -> new HashSet<>()).add(call);
  }

  synchronized void died(String person) {
    diedAt.put(person, System.nanoTime());
  }

  synchronized void mailboxDied() {
    mailboxDiedAt = System.nanoTime();
  }

  private void rings(String person, String call, long now, long processBegan) {
    Long before = rangIn.put(person + call, processBegan);
    if (before == null) {
      rang++;
    } else if (before != processBegan) {
      findings.add(person + " rings for a call again after a restart");
    }
    long since = placed.getOrDefault(call, now);
    if (now - since > MINUTE.toNanos()) {
      findings.add(person + " rings for a call of " + (now - since) / 1_000_000_000L + " s ago");
    }
    End end = ended.get(call);
    if (end != null && wasTold(end, processBegan)) {
      findings.add(person + " rings for a call that was over before the client started");
    }
  }

  private boolean wasTold(End end, long processBegan) {
    long sure = end.at() + HAS_TOLD.toNanos();
    return processBegan > sure
        && isOutside(diedAt.getOrDefault(end.caller(), Long.MIN_VALUE), end.at(), sure)
        && mailboxDiedAt < end.at();
  }

  private static boolean isOutside(long time, long from, long to) {
    return time < from || time > to;
  }

  /** Compares what the device's history has, once calls that go on there are hung up. */
  void audit(Correspondent device, String address) {
    device.hangUp();
    long deadline = System.nanoTime() + HANGS_UP.toNanos();
    Optional<String> wrong = compare(device.name, address, device.history());
    while (wrong.isPresent() && System.nanoTime() < deadline) {
      Pause.of(LOOK_AGAIN);
      wrong = compare(device.name, address, device.history());
    }
    wrong.ifPresent(findings::add);
  }

  private synchronized Optional<String> compare(String person, String address, JsonNode history) {
    int all = history.path("entries").size();
    int out = outgoing(history);
    return unlessBetween(
            person + "'s history: placed",
            size(lived, person + " out"),
            out,
            size(placedBy, person))
        .or(
            () ->
                unlessBetween(
                    person + "'s history: received",
                    size(lived, person + " in"),
                    all - out,
                    size(placedTo, address)));
  }

  private static Optional<String> unlessBetween(String what, int least, int found, int most) {
    return found < least || found > most
        ? Optional.of(what + " " + found + " calls, not " + least + " to " + most)
        : Optional.empty();
  }

  private static int outgoing(JsonNode history) {
    int out = 0;
    for (JsonNode entry : history.path("entries")) {
      out += entry.path("outgoing").asBoolean() ? 1 : 0;
    }
    return out;
  }

  private static int size(Map<String, Set<String>> sets, String key) {
    return sets.getOrDefault(key, Set.of()).size();
  }

  synchronized int placedCount() {
    return placed.size();
  }

  synchronized int rangCount() {
    return rang;
  }

  synchronized int heardCount() {
    return heard.size();
  }
}
