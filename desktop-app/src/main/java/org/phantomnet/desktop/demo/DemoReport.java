package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.desktop.ui.Timeline;

/**
 * What the run showed, as {@code report.json}. Every figure is put in from an event or a
 * measurement of this run; what was not reached is absent.
 */
public final class DemoReport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final ObjectNode root = JSON.createObjectNode();

  DemoReport(String mode) {
    root.put("ok", false);
    root.put("mode", mode);
    for (String part : new String[] {"timings", "audio", "load", "path", "receipt", "chat"}) {
      root.putObject(part);
    }
  }

  void ok() {
    root.put("ok", true);
  }

  void failed(String step, String why) {
    root.putObject("failure").put("step", step).put("why", why);
  }

  void timing(String name, double millis) {
    root.withObject("/timings").put(name, Math.round(millis * 10) / 10.0);
  }

  void audio(String direction, Map<String, ?> figures) {
    root.withObject("/audio").set(direction, JSON.valueToTree(figures));
  }

  void side(String part, String side, Object value) {
    root.withObject("/" + part).set(side, JSON.valueToTree(value));
  }

  void chat(int sent, int received) {
    root.withObject("/chat").put("sent", sent).put("received", received);
  }

  void put(String name, Object value) {
    root.set(name, JSON.valueToTree(value));
  }

  /** Whether every step held. */
  public boolean isOk() {
    return root.path("ok").asBoolean();
  }

  /** The report as a tree, for tests and printing. */
  public JsonNode json() {
    return root.deepCopy();
  }

  /**
   * Saves report and timeline and tells the person how it went.
   *
   * @param jsonOut where the report is printed too, if anywhere
   * @return {@link #isOk()}
   */
  public boolean finish(Timeline timeline, Path directory, Optional<PrintStream> jsonOut)
      throws IOException {
    timeline.heading(isOk() ? "The call worked." : "The demo failed.");
    if (!isOk()) {
      timeline.text("  step:   " + root.at("/failure/step").asText());
      timeline.text("  reason: " + root.at("/failure/why").asText());
    }
    Path file = directory.resolve("report.json");
    save(file);
    timeline.text("  report: " + file);
    String bob = root.path("answeredBy").asText("bob");
    for (String wav : List.of("alice-said", bob + "-heard", bob + "-said", "alice-heard")) {
      Path sound = directory.resolve(wav + ".wav");
      if (Files.exists(sound)) {
        timeline.text("  sound:  " + sound);
      }
    }
    for (String person : List.of(bob, "alice")) {
      Path seen = directory.resolve(person + "-seen.y4m");
      if (root.has("video") && Files.exists(seen)) {
        timeline.text("  seen:   " + seen);
      }
    }
    timeline.save(directory.resolve("timeline.txt"));
    if (jsonOut.isPresent()) {
      jsonOut.get().println(text());
    }
    return isOk();
  }

  private String text() throws IOException {
    return JSON.writeValueAsString(root);
  }

  private void save(Path file) throws IOException {
    Files.writeString(file, text() + "\n");
  }
}
