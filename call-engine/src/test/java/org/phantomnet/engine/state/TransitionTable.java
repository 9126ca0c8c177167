package org.phantomnet.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table of transitions, and how this machine departs from it. */
final class TransitionTable {

  /**
   * One state x event, with a row for each outcome that the shapes of state and event tell apart.
   */
  record Cell(String state, String event, List<Row> rows) {}

  record Row(List<String> given, List<String> when, String next, List<String> effects) {}

  static JsonNode read() {
    JsonNode table = Transitions.read("call.json");
    assertMembers(table, Set.of("$schema", "version", "states", "events", "shapes", "cells"));
    assertMembers(table.get("shapes"), Set.of("states", "events"));
    return table;
  }

  static List<Cell> cells(JsonNode table) {
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
                  Transitions.texts(row.get("given")),
                  Transitions.texts(row.get("when")),
                  row.get("next").asText(),
                  Transitions.texts(row.get("effects"))));
        }
        cells.add(new Cell(state, event, rows));
      }
    }
    return cells;
  }

  private static void assertMembers(JsonNode node, Set<String> expected) {
    if (!Set.copyOf(Transitions.names(node)).equals(expected)) {
      throw new AssertionError("members " + Transitions.names(node) + " instead of " + expected);
    }
  }

  /** An ignored cell stands for all shapes of its state and event. */
  private static List<Row> ignored(JsonNode table, String state, String event) {
    return List.of(
        new Row(
            Transitions.names(table.get("shapes").get("states").get(state)),
            Transitions.names(table.get("shapes").get("events").get(event)),
            "same",
            List.of()));
  }

  @SuppressWarnings("unchecked")
  static <T> List<Class<? extends T>> leaves(Class<T> sealedType) {
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
  static Map<String, String> machine(JsonNode table) {
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
    for (String given : Transitions.names(states)) {
      CallState before = Shapes.state(state, states.get(given));
      for (String when : Transitions.names(events)) {
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

  /** What the table says of each shape of each state and event. */
  private static Map<String, String> written(JsonNode table) {
    Map<String, String> written = new TreeMap<>();
    for (Cell cell : cells(table)) {
      for (Row row : cell.rows()) {
        for (String given : row.given()) {
          for (String when : row.when()) {
            written.merge(
                key(cell.state(), cell.event(), given, when),
                outcome(row.next(), row.effects()),
                (first, second) -> first + " and again " + second);
          }
        }
      }
    }
    return written;
  }

  /** Empty if this machine does what the table says, in every shape that either knows. */
  static String differences(JsonNode table) {
    return differences(written(table), machine(table));
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
}
