package org.phantomnet.conformance.vectors;

import java.util.Map;

/** The ops of envelope padding (spec/08-mailbox.md). */
final class PaddingOperations {
  private PaddingOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
