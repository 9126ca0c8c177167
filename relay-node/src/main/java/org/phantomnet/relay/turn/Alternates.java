package org.phantomnet.relay.turn;

import java.util.List;
import java.util.Optional;

/** Where a draining server sends new clients. Thread-safe. */
final class Alternates {
  private volatile List<Alternate> known = List.of();

  void set(List<Alternate> alternates) {
    if (alternates.stream().map(a -> a.address().length()).distinct().count()
        != alternates.size()) {
      throw new IllegalArgumentException("one alternate per address family");
    }
    known = List.copyOf(alternates);
  }

  /** RFC 8489 section 10: of the same family as the client's own address, in bytes. */
  Optional<Alternate> forClient(int addressLength) {
    return known.stream().filter(a -> a.address().length() == addressLength).findFirst();
  }
}
