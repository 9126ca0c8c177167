package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** Compares every state x event with spec/transitions/call.json, cell by cell, both ways. */
class TransitionTableTest {
  private static final Path TABLE = Path.of("..", "spec", "transitions", "call.json");

  /**
   * One state x event, with a row for each outcome that the shapes of state and event tell apart.
   */
  record Cell(String state, String event, List<Row> rows) {}

  record Row(List<String> given, List<String> when, String next, List<String> effects) {}

  private static JsonNode table() throws IOException {
    JsonNode table = new ObjectMapper().readTree(Files.readString(TABLE));
    assertMembers(table, Set.of("$schema", "version", "states", "events", "shapes", "cells"));
    assertMembers(table.get("shapes"), Set.of("states", "events"));
    return table;
  }

  private static List<Cell> cells(JsonNode table) {
    List<Cell> cells = new ArrayList<>();
    for (JsonNode node : table.get("cells")) {
      String state = node.get("state").asText();
      String event = node.get("event").asText();
      if (node.has("ignored")) {
        assertMembers(node, Set.of("state", "event", "ignored"));
        cells.add(new Cell(state, event, ignored(table, state, event)));
      } else {
        assertMembers(node, Set.of("state", "event", "rows"));
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : node.get("rows")) {
          assertMembers(row, Set.of("given", "when", "next", "effects"));
          rows.add(
              new Row(
                  texts(row.get("given")),
                  texts(row.get("when")),
                  row.get("next").asText(),
                  texts(row.get("effects"))));
        }
        cells.add(new Cell(state, event, rows));
      }
    }
    return cells;
  }

  private static void assertMembers(JsonNode node, Set<String> expected) {
    assertEquals(expected, Set.copyOf(names(node)));
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  /** An ignored cell stands for all shapes of its state and event. */
  private static List<Row> ignored(JsonNode table, String state, String event) {
    return List.of(
        new Row(
            names(table.get("shapes").get("states").get(state)),
            names(table.get("shapes").get("events").get(event)),
            "same",
            List.of()));
  }

  @SuppressWarnings("unchecked")
  private static <T> List<Class<? extends T>> leaves(Class<T> sealedType) {
    List<Class<? extends T>> leaves = new ArrayList<>();
    for (Class<?> permitted : sealedType.getPermittedSubclasses()) {
      if (permitted.isSealed()) {
        leaves.addAll((List<Class<? extends T>>) (List<?>) leaves(permitted));
      } else {
        leaves.add((Class<? extends T>) permitted);
      }
    }
    return leaves;
  }

  /** What this machine does in every shape of every state and event, by the table's own names. */
  private static Map<String, String> machine(JsonNode table) {
    Map<String, String> outcomes = new TreeMap<>();
    for (Class<? extends CallState> state : leaves(CallState.class)) {
      for (Class<? extends CallEvent> event : leaves(CallEvent.class)) {
        outcomes.putAll(cell(table, state.getSimpleName(), event.getSimpleName()));
      }
    }
    return outcomes;
  }

  private static Map<String, String> cell(JsonNode table, String state, String event) {
    Map<String, String> outcomes = new TreeMap<>();
    JsonNode states = table.get("shapes").get("states").get(state);
    JsonNode events = table.get("shapes").get("events").get(event);
    for (String given : names(states)) {
      CallState before = Shapes.state(state, states.get(given));
      for (String when : names(events)) {
        CallEvent happening = Shapes.event(event, events.get(when), before.call());
        outcomes.put(key(state, event, given, when), outcome(before, happening));
      }
    }
    return outcomes;
  }

  private static String key(String state, String event, String given, String when) {
    return state + " [" + given + "] x " + event + " [" + when + "]";
  }

  private static String outcome(CallState before, CallEvent event) {
    Transition transition = before.on(event, Fixtures.NOW);
    return outcome(
        transition.next().equals(before) ? "same" : Wording.of(transition.next()),
        Wording.of(transition.effects()));
  }

  private static String outcome(String next, List<String> effects) {
    return next + " " + effects;
  }

  @Test
  @Covers({
    "CALL-2", "CALL-3", "CALL-4", "CALL-5", "CALL-6", "CALL-7", "CALL-8", "CALL-9", "CALL-10",
    "CALL-11", "CALL-20", "CALL-21", "CALL-22", "CALL-33"
  })
  @Adversary({"ADV-01", "ADV-02", "ADV-03", "ADV-07", "ADV-09", "ADV-15", "ADV-24"})
  void everyCell_isAsWritten() throws IOException {
    Map<String, String> written = new TreeMap<>();
    for (Cell cell : cells(table())) {
      for (Row row : cell.rows()) {
        for (String given : row.given()) {
          for (String when : row.when()) {
            String before =
                written.put(
                    key(cell.state(), cell.event(), given, when),
                    outcome(row.next(), row.effects()));
            assertEquals(null, before, "written twice: " + cell.state() + " x " + cell.event());
          }
        }
      }
    }

    Map<String, String> decided = machine(table());

    assertEquals("", differences(written, decided));
  }

  private static String differences(Map<String, String> written, Map<String, String> decided) {
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

  @Test
  void table_hasOneCellForEachStateAndEvent() throws IOException {
    List<Cell> written = cells(table());
    Set<String> names = new HashSet<>();

    written.forEach(cell -> names.add(cell.state() + " x " + cell.event()));

    Set<String> expected = new HashSet<>();
    for (Class<? extends CallState> state : leaves(CallState.class)) {
      for (Class<? extends CallEvent> event : leaves(CallEvent.class)) {
        expected.add(state.getSimpleName() + " x " + event.getSimpleName());
      }
    }
    assertEquals(expected, names);
    assertEquals(expected.size(), written.size());
    assertEquals(expected.size(), table().get("states").size() * table().get("events").size());
  }

  @Test
  void reachingEnded_alwaysClosesSessionsThenDestroysKeysThenRecordsOnce() throws IOException {
    for (Map.Entry<String, String> cell : machine(table()).entrySet()) {
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
  void shapes_coverEveryValueThatTheMachineKnows() throws IOException {
    JsonNode shapes = table().get("shapes");
    ShapeCoverage seen = new ShapeCoverage();

    for (Class<? extends CallState> state : leaves(CallState.class)) {
      JsonNode named = shapes.get("states").get(state.getSimpleName());
      named.forEach(shape -> seen.add(Shapes.state(state.getSimpleName(), shape)));
    }
    for (Class<? extends CallEvent> event : leaves(CallEvent.class)) {
      JsonNode named = shapes.get("events").get(event.getSimpleName());
      named.forEach(shape -> seen.add(Shapes.event(event.getSimpleName(), shape, Fixtures.PLACED)));
    }

    assertEquals(Set.of(), seen.missing());
  }
}
