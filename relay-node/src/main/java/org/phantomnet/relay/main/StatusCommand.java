package org.phantomnet.relay.main;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code relay status}: the sums of the node that runs here. One thread. */
@Command(name = "status", description = "Show the figures of the node that runs here.")
final class StatusCommand implements Callable<Integer> {
  private static final int NOT_RUNNING = 1;
  private static final long BETWEEN_MILLIS = 1_000;

  @Mixin private ConfigOption where = new ConfigOption();

  private Path config = Path.of(InitCommand.CONFIG_FILE);

  @Option(names = "--json", description = "As one line of JSON.")
  private boolean json;

  private final PrintStream out;
  private final PrintStream err;

  StatusCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws InterruptedException {
    InetSocketAddress metrics;
    try {
      config = where.file();
      metrics =
          NodeConfig.read(config)
              .metrics()
              .orElseThrow(
                  () ->
                      new ConfigException(
                          config.getFileName()
                              + ": metrics is missing: add [metrics] with listen ="
                              + " \"127.0.0.1:9464\" and restart the node"));
    } catch (ConfigException e) {
      err.println("relay: " + e.getMessage());
      return RunCommand.CANNOT_START;
    }
    Optional<JsonNode> status = StatusPage.ask(metrics);
    if (status.isEmpty()) {
      err.println(
          "relay: no node answers on metrics.listen "
              + RelayNode.text(metrics)
              + ": 'systemctl status phantom-relay' says why");
      return NOT_RUNNING;
    }
    if (json) {
      out.println(status.get());
      return RunCommand.OK;
    }
    TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS); // rates need a second look
    table(status.get(), StatusPage.ask(metrics).orElse(status.get()));
    return RunCommand.OK;
  }

  private void table(JsonNode before, JsonNode now) {
    row(
        "allocations",
        now.path("allocations").asInt() + " of " + now.path("allocationLimit").asInt());
    row("state", now.path("draining").asBoolean() ? "draining: no new calls" : "open");
    if (!now.path("batchedDatagrams").asBoolean(true)) {
      row("datagrams", "one system call each: slower, see 'relay check'");
    }
    row("up", words(Duration.ofSeconds(now.path("uptimeSeconds").asLong())));
    row("to peers", rate(before, now, Counter.FORWARDED_TO_PEER, Counter.FORWARDED_TO_PEER_BYTES));
    row(
        "to clients",
        rate(before, now, Counter.FORWARDED_TO_CLIENT, Counter.FORWARDED_TO_CLIENT_BYTES));
    row("this month", month(now));
    row("heap", now.path("heapUsedBytes").asLong() / (1_024 * 1_024) + " MB");
    row(
        "longest stop",
        String.format(Locale.ROOT, "%.0f ms", 1_000 * now.path("longestPauseSeconds").asDouble()));
    if (now.has("certificateEnds")) {
      row("certificate", "until " + Instant.ofEpochSecond(now.path("certificateEnds").asLong()));
    }
    out.println();
    for (Counter counter : Counter.values()) {
      long count = count(now, counter);
      if (count > 0) {
        row(counter.name().toLowerCase(Locale.ROOT).replace('_', ' '), String.valueOf(count));
      }
    }
  }

  private static String month(JsonNode now) {
    double gigabytes = now.path("monthBytes").asLong() / 1e9;
    if (!now.has("monthLimit")) {
      return String.format(Locale.ROOT, "%.1f GB", gigabytes);
    }
    double limit = now.path("monthLimit").asLong() / 1e9;
    return String.format(
        Locale.ROOT,
        "%s%.1f of %.1f GB (%.0f %%)",
        now.path("monthWarning").asBoolean() ? "WARNING: " : "",
        gigabytes,
        limit,
        100 * gigabytes / limit);
  }

  private static String rate(JsonNode before, JsonNode now, Counter packets, Counter bytes) {
    double seconds = BETWEEN_MILLIS / 1_000.0;
    return String.format(
        Locale.ROOT,
        "%.0f packets/s, %.2f Mbit/s",
        (count(now, packets) - count(before, packets)) / seconds,
        8 * (count(now, bytes) - count(before, bytes)) / seconds / 1e6);
  }

  private static long count(JsonNode status, Counter counter) {
    return status.path("counters").path(counter.name()).asLong();
  }

  private static String words(Duration up) {
    return up.toDays() + " d " + up.toHoursPart() + " h " + up.toMinutesPart() + " min";
  }

  private void row(String name, String value) {
    out.printf("%-26s %s%n", name, value);
  }
}
