package org.phantomnet.conformance.vectors;

import java.util.Map;

/** The candidate table of spec/05-modes.md, asked of {@code engine.privacy}. */
final class CandidateOperations {
  private CandidateOperations() {}

  static Map<String, Operation> all() {
    return Map.of();
  }
}
