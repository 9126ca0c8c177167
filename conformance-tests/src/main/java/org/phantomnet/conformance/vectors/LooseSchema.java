package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds where a schema would let an unknown field through, by trying: into one object of every kind
 * that the inputs and outputs of a file hold, a field is put that no area has.
 */
final class LooseSchema {
  private static final String UNKNOWN = "unknownField";

  private final JsonSchema schema;
  private final ObjectNode file;
  private final Set<String> tried = new HashSet<>();
  private final List<String> places = new ArrayList<>();

  private LooseSchema(JsonSchema schema, ObjectNode file) {
    this.schema = schema;
    this.file = file.deepCopy();
  }

  /** Every kind of object, by op and place, in which the schema lets an unknown field pass. */
  static List<String> in(JsonSchema schema, ObjectNode file) {
    LooseSchema search = new LooseSchema(schema, file);
    for (JsonNode test : file.path("tests")) {
      ObjectNode copy = test.deepCopy();
      String op = copy.path("op").asText();
      search.file.putArray("tests").add(copy);
      search.walk(copy.path("input"), op + " input");
      search.walk(copy.path("output"), op + " output");
    }
    return search.places;
  }

  private void walk(JsonNode node, String place) {
    if (node instanceof ObjectNode && tried.add(place)) {
      ((ObjectNode) node).put(UNKNOWN, 0);
      if (schema.validate(file).isEmpty()) {
        places.add(place);
      }
      ((ObjectNode) node).remove(UNKNOWN);
    }
    node.properties().forEach(child -> walk(child.getValue(), place + "." + child.getKey()));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(node.get(i), place + "[]");
    }
  }
}
