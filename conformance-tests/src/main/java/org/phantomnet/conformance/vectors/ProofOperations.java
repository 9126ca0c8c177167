package org.phantomnet.conformance.vectors;

import java.util.Map;

/** The ops of certificates and proof of possession (spec/03-keys.md). */
final class ProofOperations {
  private ProofOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
