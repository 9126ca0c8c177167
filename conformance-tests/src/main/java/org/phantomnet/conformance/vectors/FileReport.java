package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * How an implementation did on one file.
 *
 * @param tests how many the file has
 * @param run how many were answered
 */
record FileReport(String file, int tests, int run, List<Difference> differences) {
  FileReport {
    differences = List.copyOf(differences);
  }

  int passed() {
    return run - differences.size();
  }

  boolean isGood() {
    return passed() == tests;
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("file", file).put("tests", tests).put("run", run).put("passed", passed());
    ArrayNode list = json.putArray("differences");
    differences.forEach(difference -> list.add(difference.toJson()));
    return json;
  }
}
