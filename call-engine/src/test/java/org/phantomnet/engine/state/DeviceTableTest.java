package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** Whole devices against the tables that the reference wrote: glare, busy, and who answers whom. */
class DeviceTableTest {
  /** Every combination is in exactly one row, and each does what its row says. */
  @Test
  @Covers({"CALL-1", "CALL-12", "CALL-13", "CALL-16", "CALL-33", "RING-6", "AGE-3"})
  @Adversary({"ADV-07", "ADV-12", "ADV-13", "ADV-14"})
  void everyStartAndOffer_meetsTheOtherCallsAsWritten() {
    assertAsWritten(Transitions.read("device.json"));
  }

  /** A call and the one that is to continue it. */
  @Test
  @Covers({"CALL-81", "CALL-84", "CALL-85"})
  @Adversary({"ADV-07", "ADV-17"})
  void everyStepOfAMove_meetsBothCallsAsWritten() {
    assertAsWritten(Transitions.read("moves.json"));
  }

  private static void assertAsWritten(JsonNode table) {
    DeviceShapes shapes = new DeviceShapes(table.get("ranks"));
    Set<String> left = combinations(table);
    List<String> differences = new ArrayList<>();

    for (JsonNode row : table.get("rows")) {
      for (String given : Transitions.texts(row.get("given"))) {
        for (String when : Transitions.texts(row.get("when"))) {
          assertTrue(
              left.remove(given + " x " + when), "twice or unknown: " + given + " x " + when);
          differences.addAll(difference(shapes, table, row, given, when));
        }
      }
    }

    assertEquals(Set.of(), left);
    assertEquals(List.of(), differences);
  }

  private static Set<String> combinations(JsonNode table) {
    Set<String> all = new TreeSet<>();
    for (String given : Transitions.names(table.get("calls"))) {
      for (String when : Transitions.names(table.get("events"))) {
        all.add(given + " x " + when);
      }
    }
    return all;
  }

  private static List<String> difference(
      DeviceShapes shapes, JsonNode table, JsonNode row, String given, String when) {
    DeviceCalls before = shapes.calls(table.get("calls").get(given));
    ObjectNode shape = table.get("events").get(when).deepCopy();
    String kind = shape.remove("event").asText();

    DeviceTransition after = before.on(shapes.event(kind, shape), Fixtures.NOW);

    String written =
        DeviceShapes.changes(row.get("next")) + " " + Transitions.texts(row.get("effects"));
    String decided = DeviceShapes.changes(before, after.next()) + " " + DeviceShapes.effects(after);
    return sorted(row, before, after)
        ? List.of()
        : List.of(given + " x " + when + "\n  table:   " + written + "\n  machine: " + decided);
  }

  /** Which call is named first says nothing; what is done first does. */
  private static boolean sorted(JsonNode row, DeviceCalls before, DeviceTransition after) {
    return DeviceShapes.changes(row.get("next")).equals(DeviceShapes.changes(before, after.next()))
        && Transitions.texts(row.get("effects")).equals(DeviceShapes.effects(after));
  }

  @Test
  @Covers({"CALL-12", "CALL-13", "CALL-16"})
  @Adversary({"ADV-12", "ADV-13"})
  void everyCrossing_leavesTheCallThatIsWritten() {
    JsonNode crossings = Transitions.read("crossings.json");
    DeviceShapes shapes = new DeviceShapes(Transitions.read("device.json").get("ranks"));

    for (JsonNode crossing : crossings.get("crossings")) {
      String name = crossing.get("given") + " " + crossing.get("order").asText();
      Map<String, DeviceCalls> devices = new LinkedHashMap<>();
      devices.put("A", DeviceCalls.NONE);
      devices.put("B", DeviceCalls.NONE);
      for (JsonNode step : crossing.get("steps")) {
        replay(shapes, crossings.get("same"), devices, step, name);
      }
      devices.forEach(
          (device, calls) ->
              assertEquals(
                  DeviceShapes.changes(crossing.get("end").get(device)),
                  DeviceShapes.changes(DeviceCalls.NONE, calls),
                  name));
    }
  }

  private static void replay(
      DeviceShapes shapes,
      JsonNode same,
      Map<String, DeviceCalls> devices,
      JsonNode step,
      String name) {
    String device = step.get("device").asText();
    String kind = step.get("event").asText();
    ObjectNode shape = step.get("shape").deepCopy();
    if (same.has(kind)) {
      shape.setAll((ObjectNode) same.get(kind));
    }
    DeviceCalls before = devices.getOrDefault(device, DeviceCalls.NONE);

    DeviceTransition after = before.on(shapes.event(kind, shape), Fixtures.NOW);

    devices.put(device, after.next());
    String where = name + ", " + device + " " + kind;
    assertEquals(
        DeviceShapes.changes(step.get("next")), DeviceShapes.changes(before, after.next()), where);
    assertEquals(Transitions.texts(step.get("effects")), DeviceShapes.effects(after), where);
  }
}
