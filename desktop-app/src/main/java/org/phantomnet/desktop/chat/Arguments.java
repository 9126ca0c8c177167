package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.Optional;

/** What follows a command's name. Immutable. */
record Arguments(List<String> words) {
  Arguments {
    words = List.copyOf(words);
  }

  Optional<String> first() {
    return words.stream().findFirst();
  }

  /** All but the first. */
  Arguments rest() {
    return new Arguments(words.subList(Math.min(1, words.size()), words.size()));
  }

  boolean isEmpty() {
    return words.isEmpty();
  }
}
