package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.phantomnet.protocol.ProtocolException;

/**
 * One thing that an implementation under test is asked to do: an op of spec/13-conformance.md. Runs
 * on the one thread of {@link UnderTest}, holds no state from one vector to the next.
 */
@FunctionalInterface
interface Operation {
  /**
   * @return the vector's output; a refusal is thrown
   */
  ObjectNode run(Input input) throws ProtocolException, Refused;
}
