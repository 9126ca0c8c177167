package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.state.Rekeying.Act;
import org.phantomnet.protocol.rule.Covers;

/**
 * The change of keys against the table that the reference wrote from the rules: every state that a
 * side can reach x everything that can happen to it. Bent copies show that a difference is found.
 */
class RekeyTableTest {
  private static String differences(JsonNode table) {
    Map<String, String> written = written(table);
    Map<String, String> decided = decided(table);
    Set<String> cells = new TreeSet<>(written.keySet());
    cells.addAll(decided.keySet());
    StringBuilder lines = new StringBuilder();
    for (String cell : cells) {
      String inTable = written.getOrDefault(cell, "no row");
      String inMachine = decided.getOrDefault(cell, "no such shape");
      if (!inTable.equals(inMachine)) {
        lines.append(cell + "\n  table:   " + inTable + "\n  machine: " + inMachine + "\n");
      }
    }
    return lines.toString();
  }

  private static Map<String, String> written(JsonNode table) {
    Map<String, String> written = new TreeMap<>();
    for (JsonNode row : table.get("rows")) {
      String happens = row.get("next").asText() + " " + Transitions.texts(row.get("acts"));
      for (String given : Transitions.texts(row.get("given"))) {
        for (String when : Transitions.texts(row.get("when"))) {
          written.merge(
              given + " x " + when, happens, (first, second) -> first + " and again " + second);
        }
      }
    }
    return written;
  }

  private static Map<String, String> decided(JsonNode table) {
    Map<String, String> decided = new TreeMap<>();
    for (String given : Transitions.names(table.get("sides"))) {
      Rekeying side = RekeyShapes.side(table.get("sides").get(given));
      for (String when : Transitions.names(table.get("events"))) {
        Rekeying.Step step = RekeyShapes.step(side, table.get("events").get(when));
        String next = step.next().equals(side) ? "same" : RekeyShapes.words(step.next());
        decided.put(given + " x " + when, next + " " + step.acts());
      }
    }
    return decided;
  }

  private static JsonNode read() {
    return Transitions.read("rekey.json");
  }

  private static void assertSays(JsonNode table, String expected) {
    String differences = differences(table);
    assertTrue(differences.contains(expected), differences);
  }

  @Test
  @Covers({"KEY-10", "KEY-17", "KEY-18", "KEY-19", "KEY-20", "CALL-91"})
  void everyCell_isAsWritten() {
    assertEquals("", differences(read()));
  }

  @Test
  @Covers("KEY-17")
  void bothRoles_beginAsWritten() {
    for (JsonNode start : read().get("starts")) {
      Rekeying.Step begun = RekeyShapes.start(start.get("role").asText());

      assertEquals(start.get("next").asText(), RekeyShapes.words(begun.next()));
      assertEquals(Transitions.texts(start.get("acts")).toString(), begun.acts().toString());
    }
  }

  @Test
  void sides_areNamedByWhatTheyAre() {
    JsonNode sides = read().get("sides");

    for (String name : Transitions.names(sides)) {
      assertEquals(name, RekeyShapes.words(RekeyShapes.side(sides.get(name))));
    }
  }

  @Test
  void everyAct_isInTheTable() {
    Set<String> missing = new TreeSet<>();
    Arrays.stream(Act.values()).forEach(act -> missing.add(act.name()));

    read().get("rows").forEach(row -> missing.removeAll(Transitions.texts(row.get("acts"))));

    assertEquals(Set.of(), missing);
  }

  @Test
  void row_missing_isFound() {
    JsonNode table = read();
    ((ArrayNode) table.get("rows")).remove(0);

    assertSays(table, "table:   no row");
  }

  @Test
  void row_twice_isFound() {
    JsonNode table = read();
    ArrayNode rows = (ArrayNode) table.get("rows");
    rows.add(rows.get(0).deepCopy());

    assertSays(table, "and again");
  }

  @Test
  void row_withAnotherEnd_isFound() {
    JsonNode table = read();
    ((ObjectNode) table.get("rows").get(0)).put("next", "elsewhere");

    assertSays(table, "table:   elsewhere");
  }

  @Test
  void shapeOfARow_thatTheTableDoesNotDescribe_isFound() {
    JsonNode table = read();
    ((ArrayNode) table.get("rows").get(0).get("given")).add("upside down");

    assertSays(table, "machine: no such shape");
  }
}
