package org.phantomnet.conformance.vectors;

import java.util.Map;

/** The ops of spec/02-messages.md. */
final class MessageOperations {
  private MessageOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
