package org.phantomnet.protocol.crypto;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A file of the Wycheproof project, read strictly: an unknown field, flag, algorithm or result, or
 * another number of cases than the file says, is a fault, as is a case that goes otherwise.
 */
final class Wycheproof {
  private static final Set<String> TOP =
      Set.of("algorithm", "schema", "numberOfTests", "header", "notes", "testGroups");
  private static final Set<String> GROUP = Set.of("type", "source", "tests");
  private static final Set<String> CASE = Set.of("tcId", "comment", "flags", "result");

  private final String algorithm;
  private final Set<String> results;
  private final Set<String> groupFields;
  private final Set<String> caseFields;
  private final Decision decision;
  private final List<String> faults = new ArrayList<>();
  private int cases;

  /**
   * @param results what a case may be said to be
   * @param groupFields a group's fields beside those of all groups
   * @param caseFields a case's fields beside those of all cases
   */
  Wycheproof(
      String algorithm,
      Set<String> results,
      Set<String> groupFields,
      Set<String> caseFields,
      Decision decision) {
    this.algorithm = algorithm;
    this.results = results;
    this.groupFields = groupFields;
    this.caseFields = caseFields;
    this.decision = decision;
  }

  /** What is wrong with the file or with us; empty if nothing. */
  List<String> faultsOf(String json) throws JsonProcessingException {
    JsonNode whole =
        JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build()
            .readTree(json);
    requireKnown(whole, TOP, Set.of(), "file");
    if (!whole.path("algorithm").asText().equals(algorithm)) {
      faults.add("algorithm " + whole.path("algorithm"));
    }
    Set<String> notes = new HashSet<>();
    whole.path("notes").fieldNames().forEachRemaining(notes::add);
    for (JsonNode group : whole.path("testGroups")) {
      requireKnown(group, GROUP, groupFields, "group");
      for (JsonNode each : group.path("tests")) {
        check(group, each, notes);
      }
    }
    if (cases != whole.path("numberOfTests").asInt(-1)) {
      faults.add(cases + " cases, the file says " + whole.path("numberOfTests"));
    }
    return List.copyOf(faults);
  }

  int cases() {
    return cases;
  }

  private void check(JsonNode group, JsonNode each, Set<String> notes) {
    cases++;
    String where = "case " + each.path("tcId") + " " + each.path("comment").asText();
    requireKnown(each, CASE, caseFields, where);
    for (JsonNode flag : each.path("flags")) {
      if (!notes.contains(flag.asText())) {
        faults.add(where + ": flag " + flag);
      }
    }
    String result = each.path("result").asText();
    if (!results.contains(result)) {
      faults.add(where + ": result " + result);
      return;
    }
    if (!decision.goesAsSaid(new Case(group, each))) {
      faults.add(where + ": said to be " + result);
    }
  }

  private void requireKnown(JsonNode node, Set<String> always, Set<String> here, String where) {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (!always.contains(name) && !here.contains(name)) {
                faults.add(where + ": field " + name);
              }
            });
  }

  /** Whether our code does with a case what the case says. */
  interface Decision {
    boolean goesAsSaid(Case each);
  }

  /** What a primitive makes of a case; a refusal is thrown. */
  interface Attempt {
    boolean isAsPublished() throws ProtocolException;
  }

  /** One case, with its group. */
  static final class Case {
    private final JsonNode group;
    private final JsonNode node;

    Case(JsonNode group, JsonNode node) {
      this.group = group;
      this.node = node;
    }

    Bytes bytes(String field) {
      return Hex.hex(node.required(field).textValue());
    }

    int number(String field) {
      return node.required(field).intValue();
    }

    boolean has(String field) {
      return node.has(field);
    }

    int groupNumber(String field) {
      return group.required(field).intValue();
    }

    Bytes groupBytes(String object, String field) {
      return Hex.hex(group.required(object).required(field).textValue());
    }

    boolean hasFlag(String flag) {
      for (JsonNode each : node.path("flags")) {
        if (each.asText().equals(flag)) {
          return true;
        }
      }
      return false;
    }

    boolean isSaidToBe(String result) {
      return node.path("result").asText().equals(result);
    }

    /** Valid and as published, or invalid and refused or other than published. */
    boolean agrees(Attempt attempt) {
      try {
        return attempt.isAsPublished() == isSaidToBe("valid");
      } catch (ProtocolException | IllegalArgumentException refused) {
        return isSaidToBe("invalid");
      }
    }
  }
}
