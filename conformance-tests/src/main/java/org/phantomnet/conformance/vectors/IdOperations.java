package org.phantomnet.conformance.vectors;

import java.util.Map;

/** The ops of spec/01-identities.md. */
final class IdOperations {
  private IdOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
