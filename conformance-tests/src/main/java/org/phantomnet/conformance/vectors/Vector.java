package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * One case of a vector file.
 *
 * @param answer what must be answered, less the id: result, and output or error
 */
record Vector(
    int tcId, String comment, List<String> flags, String op, ObjectNode input, ObjectNode answer) {
  Vector {
    flags = List.copyOf(flags);
  }
}
