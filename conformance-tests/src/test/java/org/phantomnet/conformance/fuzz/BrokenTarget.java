package org.phantomnet.conformance.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;

/** Breaks on what a search finds that is guided by coverage, or that begins near it. */
class BrokenTarget {
  static final FuzzTarget TARGET =
      new FuzzTarget(Path.of(""), BrokenTarget.class.getName(), "decode");

  @FuzzTest
  void decode(byte[] data) {
    if (data.length > 3 && data[0] == 'b' && data[1] == 'a' && data[2] == 'd') {
      throw new IllegalStateException("planted");
    }
  }
}
