package org.phantomnet.conformance.crash;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What everybody wrote to everybody. Thread-safe. */
final class Ledgers {
  private final Map<String, Ledger> all = new ConcurrentHashMap<>();

  /** What the one wrote to the other; begun if there is none. */
  Ledger of(String writer, String reader) {
    return all.computeIfAbsent(writer + ">" + reader, pair -> new Ledger(writer, reader));
  }

  Optional<Ledger> ofText(String text) {
    return all.values().stream().filter(ledger -> ledger.owns(text)).findFirst();
  }

  int confirmedCount() {
    return all.values().stream().mapToInt(Ledger::confirmedCount).sum();
  }
}
