package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A vector that was not answered as the spec says.
 *
 * @param got the answer, less its id, or what happened instead
 */
record Difference(Vector vector, String got) {
  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("tcId", vector.tcId()).put("comment", vector.comment()).put("op", vector.op());
    json.set("input", vector.input());
    json.set("expected", vector.answer());
    return json.put("got", got);
  }
}
