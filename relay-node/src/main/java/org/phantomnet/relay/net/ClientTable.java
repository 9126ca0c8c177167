package org.phantomnet.relay.net;

import java.util.Optional;

/**
 * The clients of a listener by their transport addresses: open addressing, so that a look-up
 * touches little memory and allocates nothing. One loop.
 *
 * @param <T> what is kept for a client
 */
final class ClientTable<T extends ClientTable.Entry> {
  private static final int FEWEST_SLOTS = 64;

  /** What the table holds: knows the address it stands under, and itself as an Optional. */
  interface Entry {
    Endpoint endpoint();

    int spread();
  }

  private Optional<T>[] slots = slots(FEWEST_SLOTS);
  private int size;

  Optional<T> find(Endpoint endpoint) {
    int mask = slots.length - 1;
    for (int at = endpoint.spread() & mask; ; at = at + 1 & mask) {
      Optional<T> entry = slots[at];
      if (!entry.isPresent() || entry.get().endpoint().is(endpoint)) {
        return entry;
      }
    }
  }

  /** Puts an entry in the place of one with the same address, if there is one. */
  void put(T entry) {
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    int mask = slots.length - 1;
    int at = entry.spread() & mask;
    while (slots[at].isPresent() && !slots[at].get().endpoint().is(entry.endpoint())) {
      at = at + 1 & mask;
    }
    if (!slots[at].isPresent()) {
      size++;
    }
    slots[at] = Optional.of(entry);
  }

  /** Removes this very entry, if it is there. */
  void remove(T entry) {
    int mask = slots.length - 1;
    int at = entry.spread() & mask;
    while (slots[at].isPresent() && slots[at].get() != entry) {
      at = at + 1 & mask;
    }
    if (!slots[at].isPresent()) {
      return;
    }
    size--;
    slots[at] = Optional.empty();
    close(at, mask);
  }

  /** Moves back what stood behind a place that became free, so that no look-up ends there. */
  private void close(int freed, int mask) {
    int free = freed;
    for (int at = free + 1 & mask; slots[at].isPresent(); at = at + 1 & mask) {
      int wanted = slots[at].get().spread() & mask;
      if ((at - wanted & mask) >= (at - free & mask)) {
        slots[free] = slots[at];
        slots[at] = Optional.empty();
        free = at;
      }
    }
  }

  private void grow() {
    Optional<T>[] old = slots;
    slots = slots(2 * old.length);
    size = 0;
    for (Optional<T> entry : old) {
      entry.ifPresent(this::put);
    }
  }

  @SuppressWarnings("unchecked") // an array of a generic type cannot be made otherwise
  private static <T> Optional<T>[] slots(int count) {
    Optional<T>[] empty = new Optional[count];
    java.util.Arrays.fill(empty, Optional.empty());
    return empty;
  }
}
