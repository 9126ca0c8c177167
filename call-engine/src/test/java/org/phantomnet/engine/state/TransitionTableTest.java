package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * Compares every state x event with spec/transitions/call.json, cell by cell, both ways, and bends
 * copies of the table to see that the comparison notices.
 */
class TransitionTableTest {
  @Test
  @Covers({
    "CALL-2", "CALL-3", "CALL-4", "CALL-5", "CALL-6", "CALL-7", "CALL-8", "CALL-9", "CALL-10",
    "CALL-11", "CALL-20", "CALL-21", "CALL-22", "CALL-33", "CALL-38", "CALL-40", "CALL-62"
  })
  @Adversary({"ADV-01", "ADV-02", "ADV-03", "ADV-07", "ADV-09", "ADV-15", "ADV-24"})
  void everyCell_isAsWritten() {
    assertEquals("", TransitionTable.differences(TransitionTable.read()));
  }

  @Test
  void table_hasOneCellForEachStateAndEvent() {
    List<TransitionTable.Cell> written = TransitionTable.cells(TransitionTable.read());
    Set<String> names = new HashSet<>();

    written.forEach(cell -> names.add(cell.state() + " x " + cell.event()));

    Set<String> expected = new HashSet<>();
    for (Class<? extends CallState> state : TransitionTable.leaves(CallState.class)) {
      for (Class<? extends CallEvent> event : TransitionTable.leaves(CallEvent.class)) {
        expected.add(state.getSimpleName() + " x " + event.getSimpleName());
      }
    }
    assertEquals(expected, names);
    assertEquals(expected.size(), written.size());
    assertEquals(
        expected.size(),
        TransitionTable.read().get("states").size() * TransitionTable.read().get("events").size());
  }

  @Test
  void reachingEnded_alwaysClosesSessionsThenDestroysKeysThenRecordsOnce() {
    for (Map.Entry<String, String> cell :
        TransitionTable.machine(TransitionTable.read()).entrySet()) {
      if (cell.getValue().startsWith("Ended")) {
        String effects = cell.getValue();
        int close = effects.indexOf("CloseSession");
        int destroy = effects.indexOf("DestroyKeys");
        int record = effects.indexOf("RecordHistory");
        boolean inOrder = close >= 0 && close < destroy && destroy < record;
        assertEquals(true, inOrder, cell.getKey());
        assertEquals(record, effects.lastIndexOf("RecordHistory"), cell.getKey());
      }
    }
  }

  @Test
  void eventThatNoStateLists_throws() {
    Transition nothing = Transition.to(new Idle(Fixtures.TAKEN));

    assertThrows(
        IllegalStateException.class,
        () ->
            Transition.ignore(
                nothing.next(), new TimerEvent.RingTimeout(Fixtures.TAKEN), Set.of()));
  }

  @Test
  void shapes_coverEveryValueThatTheMachineKnows() {
    JsonNode shapes = TransitionTable.read().get("shapes");
    ShapeCoverage seen = new ShapeCoverage();

    for (Class<? extends CallState> state : TransitionTable.leaves(CallState.class)) {
      JsonNode named = shapes.get("states").get(state.getSimpleName());
      named.forEach(shape -> seen.add(Shapes.state(state.getSimpleName(), shape)));
    }
    for (Class<? extends CallEvent> event : TransitionTable.leaves(CallEvent.class)) {
      JsonNode named = shapes.get("events").get(event.getSimpleName());
      named.forEach(shape -> seen.add(Shapes.event(event.getSimpleName(), shape, Fixtures.PLACED)));
    }

    assertEquals(Set.of(), seen.missing());
  }

  /** The rows of one cell of a copy that may be bent. */
  private static ArrayNode rows(JsonNode table, String state, String event) {
    for (JsonNode cell : table.get("cells")) {
      if (cell.get("state").asText().equals(state) && cell.get("event").asText().equals(event)) {
        return (ArrayNode) cell.get("rows");
      }
    }
    throw new AssertionError("no such cell");
  }

  private static void assertSays(JsonNode table, String expected) {
    String differences = TransitionTable.differences(table);
    assertTrue(differences.contains(expected), differences);
  }

  @Test
  void row_missing_isFound() {
    JsonNode table = TransitionTable.read();
    rows(table, "Connected", "MutePressed").remove(0);

    assertSays(table, "table:   no row");
  }

  @Test
  void shapeOfARow_thatTheTableDoesNotDescribe_isFound() {
    JsonNode table = TransitionTable.read();
    ((ArrayNode) rows(table, "Connected", "MutePressed").get(0).get("given")).add("upside down");

    assertSays(table, "machine: no such shape");
  }

  @Test
  void row_twice_isFound() {
    JsonNode table = TransitionTable.read();
    ArrayNode rows = rows(table, "Connected", "MutePressed");
    rows.add(rows.get(0).deepCopy());

    assertSays(table, "and again");
  }

  @Test
  void effects_inAnotherOrder_areFound() {
    JsonNode table = TransitionTable.read();
    rows(table, "Connected", "HangupPressed")
        .forEach(
            row -> {
              ArrayNode ending = (ArrayNode) row.get("effects");
              ending.add(ending.remove(0));
            });

    assertSays(table, "Connected [placed] x HangupPressed []");
  }

  @Test
  void cell_thatShouldNotBeIgnored_isFound() {
    JsonNode table = TransitionTable.read();
    for (JsonNode cell : table.get("cells")) {
      if (cell.get("state").asText().equals("Ended")
          && cell.get("event").asText().equals("ForgetDue")) {
        ((ObjectNode) cell).remove("rows");
        ((ObjectNode) cell).put("ignored", true);
      }
    }

    assertSays(table, "Ended [placed] x ForgetDue []");
  }

  @Test
  void memberOfAShape_thatNothingReads_isRefused() {
    JsonNode table = TransitionTable.read();
    ((ObjectNode) table.get("shapes").get("states").get("Ringing").get("silent")).put("loud", true);

    assertThrows(AssertionError.class, () -> TransitionTable.differences(table));
  }
}
