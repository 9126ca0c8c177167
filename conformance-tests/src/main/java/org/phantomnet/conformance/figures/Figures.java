package org.phantomnet.conformance.figures;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;

/**
 * Latency, jitter and quality of one call, by name: of two directions or sides the worse.
 * Immutable.
 */
public record Figures(Map<String, Double> values) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Figures {
    values = Map.copyOf(values);
  }

  /**
   * Out of the report of a demo whose call was not disturbed; what the report lacks is left out.
   */
  public static Figures of(JsonNode report) {
    Map<String, Double> values = new TreeMap<>();
    report
        .path("timings")
        .fields()
        .forEachRemaining(timing -> values.put(timing.getKey(), timing.getValue().asDouble()));
    for (String figure : new String[] {"mouthToEarMs", "jitterMs", "longestGapMs"}) {
      worse(values, report.path("audio"), figure, Math::max);
    }
    for (String figure : new String[] {"correlation", "stoi", "mos"}) {
      worse(values, report.path("audio"), figure, Math::min);
    }
    worse(values, report.path("load"), "percentOfCore", Math::max);
    return new Figures(values);
  }

  private static void worse(
      Map<String, Double> values, JsonNode sides, String figure, DoubleBinaryOperator worse) {
    for (JsonNode side : sides) {
      JsonNode value = side.path(figure);
      if (value.isNumber()) {
        values.merge(figure, value.asDouble(), worse::applyAsDouble);
      }
    }
  }

  /** Running threads for each processor of this machine, in the last minute. */
  public static double busy() {
    return load() / Runtime.getRuntime().availableProcessors();
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /**
   * Leaves the figures and what became of them beside the baseline, and that in words in {@code
   * figures.txt}, where the launcher reads it.
   *
   * @param directory made if it is not there
   */
  public void save(Path directory, Comparison comparison) throws IOException {
    Files.createDirectories(directory);
    ObjectNode root = JSON.createObjectNode();
    root.set("figures", JSON.valueToTree(new TreeMap<>(values)));
    root.put("loadAverage", load());
    root.put("processors", Runtime.getRuntime().availableProcessors());
    root.set("worse", JSON.valueToTree(comparison.worse()));
    root.set("broken", JSON.valueToTree(comparison.broken()));
    Files.writeString(directory.resolve("figures.json"), JSON.writeValueAsString(root) + "\n");
    Files.writeString(directory.resolve("figures.txt"), comparison.text() + "\n");
  }
}
