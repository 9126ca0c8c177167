package org.phantomnet.conformance.vectors;

import java.util.Map;

/** Scripts for one device's sessions and store (spec/10-records.md). */
final class TransactionOperations {
  private TransactionOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
