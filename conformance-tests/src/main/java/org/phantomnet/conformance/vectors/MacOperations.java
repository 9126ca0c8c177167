package org.phantomnet.conformance.vectors;

import java.util.Map;

/** The ops of MACs and confirmations (spec/03-keys.md). */
final class MacOperations {
  private MacOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
