package org.phantomnet.desktop.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.ui.Timeline;

class DemoNarratorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory = Path.of(".");

  private static ObjectNode call(String mode) {
    return JSON.createObjectNode()
        .put("event", "call")
        .put("phase", "CONNECTED")
        .put("mode", mode)
        .put("addressShown", true);
  }

  @Test
  void switchOfTheMode_isToldOnce_andTheBadgeIsOfTheModeInUse() throws IOException {
    Timeline timeline =
        new Timeline(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8), true);
    DemoNarrator narrator = new DemoNarrator(timeline);

    narrator.accept("Alice", call("FAST"));
    narrator.accept("Alice", call("FAST").put("switching", "PRIVATE"));
    narrator.accept("Alice", call("FAST").put("switching", "PRIVATE"));
    narrator.accept("Alice", call("PRIVATE"));
    narrator.accept("Alice", call("PRIVATE"));

    Path file = directory.resolve("timeline.txt");
    timeline.save(file);
    assertEquals(
        List.of(
            "Alice    is connected",
            "[FAST] Peer may see your IP | not encrypted yet",
            "Alice    Switching to Private ...",
            "[PRIVATE] Your IP is hidden from the peer | Peer has already seen your IP | not"
                + " encrypted yet"),
        Files.readAllLines(file).stream()
            .map(line -> line.replaceFirst("^ +[0-9.]+ s +", "").strip())
            .toList());
  }
}
