package org.phantomnet.conformance.vectors;

import java.util.Map;

/** The ops of the key schedule (spec/03-keys.md). */
final class KeyOperations {
  private KeyOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
