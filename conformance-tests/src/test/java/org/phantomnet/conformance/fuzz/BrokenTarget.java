package org.phantomnet.conformance.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Breaks on what only a search guided by coverage finds. */
class BrokenTarget {
  @FuzzTest
  void decode(byte[] data) {
    if (data.length > 3 && data[0] == 'b' && data[1] == 'a' && data[2] == 'd') {
      throw new IllegalStateException("planted");
    }
  }
}
