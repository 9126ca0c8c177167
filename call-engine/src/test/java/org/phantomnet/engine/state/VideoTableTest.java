package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.state.VideoConsent.Step;
import org.phantomnet.protocol.rule.Covers;

/** The wish for video against the table that the reference wrote: every stage x every event. */
class VideoTableTest {
  private static Step step(VideoConsent side, String event) {
    return switch (event) {
      case "wanted" -> side.wanted();
      case "requested, the person may be asked" -> side.requested(true);
      case "requested, the person may not be asked" -> side.requested(false);
      case "approved" -> side.approved();
      case "declined" -> side.declined();
      case "answered yes" -> side.answered(true);
      case "answered no" -> side.answered(false);
      case "waited" -> side.waited();
      case "ended" -> side.ended();
      case "ended by them" -> side.endedByThem();
      case "video in use" -> side.used(true);
      case "sound in use" -> side.used(false);
      case "lapsed" -> side.lapsed();
      default -> throw new AssertionError("no such event: " + event);
    };
  }

  private static Map<String, String> decided(JsonNode table) {
    Map<String, String> decided = new TreeMap<>();
    for (VideoStage stage : VideoStage.values()) {
      for (String event : Transitions.texts(table.get("events"))) {
        Step step = step(new VideoConsent(stage), event);
        String next = step.next().stage() == stage ? "same" : step.next().stage().name();
        decided.put(stage + " x " + event, next + " " + step.acts());
      }
    }
    return decided;
  }

  private static Map<String, String> written(JsonNode table) {
    Map<String, String> written = new TreeMap<>();
    for (JsonNode row : table.get("rows")) {
      String happens = row.get("next").asText() + " " + Transitions.texts(row.get("acts"));
      for (String given : Transitions.texts(row.get("given"))) {
        written.merge(
            given + " x " + row.get("when").asText(), happens, (one, two) -> one + " and " + two);
      }
    }
    return written;
  }

  private static JsonNode read() {
    return Transitions.read("video.json");
  }

  private static List<String> names(Enum<?>[] values) {
    return Arrays.stream(values).map(Enum::name).collect(Collectors.toList());
  }

  @Test
  @Covers({"CALL-72", "CALL-73", "CALL-75", "CALL-77", "CALL-78"})
  void everyCell_isAsWritten() {
    assertEquals(written(read()), decided(read()));
  }

  @Test
  void stagesAndActs_areThoseOfTheTable() {
    assertEquals(Transitions.texts(read().get("stages")), names(VideoStage.values()));
    assertEquals(Transitions.texts(read().get("acts")), names(VideoConsent.Act.values()));
  }

  @Test
  void bentTable_isFound() {
    JsonNode missing = read();
    ((ArrayNode) missing.get("rows")).remove(0);
    JsonNode other = read();
    ((ObjectNode) other.get("rows").get(0)).put("next", "VIDEO");

    assertNotEquals(written(missing), decided(missing));
    assertNotEquals(written(other), decided(other));
  }
}
