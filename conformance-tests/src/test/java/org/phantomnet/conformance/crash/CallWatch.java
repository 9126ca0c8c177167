package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * All calls of both people: no device rings for a call older than a minute, nor for one that its
 * caller had ended before the device's process began. Thread-safe.
 */
final class CallWatch {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private final Findings findings;
  private final Map<String, Long> placed = new HashMap<>();
  private final Map<String, Long> endedByCaller = new HashMap<>();
  private final Set<String> rang = new HashSet<>();
  private int talked;

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
      if (phase.equals("ENDED")) {
        endedByCaller.putIfAbsent(call, now);
      }
    } else if (phase.equals("RINGING") && rang.add(call + person + processBegan)) {
      rings(person, call, now, processBegan);
    }
    if (snapshot.path("firstAudio").asBoolean()) {
      talked++;
    }
  }

  private void rings(String person, String call, long now, long processBegan) {
    long since = placed.getOrDefault(call, now);
    if (now - since > MINUTE.toNanos()) {
      findings.add(person + " rings for a call of " + (now - since) / 1_000_000_000L + " s ago");
    }
    long ended = endedByCaller.getOrDefault(call, Long.MAX_VALUE);
    if (ended < processBegan) {
      findings.add(person + " rings for a call that ended before the client started");
    }
  }

  synchronized int placedCount() {
    return placed.size();
  }

  synchronized int rangCount() {
    return rang.size();
  }

  synchronized int talkedCount() {
    return talked;
  }
}
