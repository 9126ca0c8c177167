package org.phantomnet.conformance.vectors;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file of spec/vectors that was read and found sound.
 *
 * @param name of the file, without its directory
 */
record VectorFile(String name, String area, List<Vector> vectors) {
  VectorFile {
    vectors = List.copyOf(vectors);
  }

  Set<String> ops() {
    return vectors.stream().map(Vector::op).collect(Collectors.toSet());
  }
}
