package org.phantomnet.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The rows of one run, as the table's lines and as JSON. For one thread. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String command;
  private final double loadBefore = load();
  private final Instant began = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param command as a person types it; the table names it
   */
  Report(String command) {
    this.command = command;
  }

  void add(List<Row> measured) {
    rows.addAll(measured);
  }

  boolean allMet() {
    return rows.stream().allMatch(Row::isMet);
  }

  /** What to paste into docs/performance.md. */
  void print(PrintStream out) {
    out.println();
    out.println("| what | target | measured | command |");
    out.println("|---|---|---|---|");
    rows.forEach(row -> out.println(row.markdown(command)));
    out.printf(
        Locale.ROOT,
        "%n%s, %d processors, Java %s; load average %.1f before, %.1f after%n",
        began,
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().feature(),
        loadBefore,
        load());
  }

  void save(Path file) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("command", command);
    json.put("began", began.toString());
    json.put("processors", Runtime.getRuntime().availableProcessors());
    json.put("loadBefore", loadBefore);
    json.put("loadAfter", load());
    json.put("figures", rows.stream().map(Row::json).toList());
    Files.writeString(file, JSON.writeValueAsString(json) + "\n");
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }
}
