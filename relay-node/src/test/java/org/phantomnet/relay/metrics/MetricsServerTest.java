package org.phantomnet.relay.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.Counts;

class MetricsServerTest {
  private static final Path DASHBOARD = Path.of("../packaging/grafana/relay.json");
  private static final Path ALARMS = Path.of("../packaging/prometheus/phantom-relay.rules.yml");

  private static NodeFigures figures() {
    Map<Counter, Long> counts = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      counts.put(counter, (long) counter.ordinal());
    }
    return new NodeFigures(
        new Counts(counts),
        3,
        10,
        true,
        Instant.ofEpochSecond(1_000),
        OptionalLong.of(2_000),
        80,
        100);
  }

  private static HttpResponse<String> get(MetricsServer server, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static MetricsServer open() throws Exception {
    return MetricsServer.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        MetricsServerTest::figures,
        Clock.systemUTC());
  }

  @Test
  @Covers("NODE-5")
  void labels_areReasonsOfThisProgramOnly() throws Exception {
    Set<String> reasons = new HashSet<>();
    for (Counter counter : Counter.values()) {
      reasons.add(counter.name().replace("DROPPED_", "").toLowerCase(Locale.ROOT));
    }
    int points = 0;

    try (GcPauses pauses = new GcPauses()) {
      for (MetricSnapshot metric : new NodeMetrics(pauses).snapshots(figures())) {
        for (DataPointSnapshot point : metric.getDataPoints()) {
          points++;
          for (Label label : point.getLabels()) {
            assertEquals(NodeMetrics.REASON, label.getName());
            assertTrue(reasons.contains(label.getValue()), label.getValue());
          }
        }
      }
    }

    assertTrue(points > Counter.values().length, "not every counter is shown");
  }

  /** Nothing in the text looks like an address, a port of one, or a credential. */
  @Test
  @Covers("NODE-5")
  void text_holdsNamesAndNumbersOnly() throws Exception {
    try (MetricsServer server = open()) {
      for (String line : get(server, "/metrics").body().split("\n")) {
        assertTrue(
            line.startsWith("# ")
                || line.matches("[a-z_0-9]+(\\{reason=\"[a-z_0-9]+\"})? [0-9.E+-]+"),
            line);
      }
    }
  }

  @Test
  void text_showsEveryCounter() throws Exception {
    try (MetricsServer server = open()) {
      String text = get(server, "/metrics").body();

      assertTrue(
          text.contains(
              "phantom_relay_forwarded_to_peer_bytes_total "
                  + (double) Counter.FORWARDED_TO_PEER_BYTES.ordinal()),
          text);
      assertTrue(
          text.contains(
              "phantom_relay_dropped_packets_total{reason=\"shape_quic\"} "
                  + (double) Counter.DROPPED_SHAPE_QUIC.ordinal()),
          text);
      assertTrue(text.contains("phantom_relay_draining 1.0"), text);
    }
  }

  @Test
  void status_isWhatTheNodeSays() throws Exception {
    try (MetricsServer server = open()) {
      JsonNode status = new ObjectMapper().readTree(get(server, "/status").body());

      assertEquals(3, status.get("allocations").intValue());
      assertEquals(10, status.get("allocationLimit").intValue());
      assertTrue(status.get("draining").booleanValue());
      assertEquals(Counter.values().length, status.get("counters").size());
    }
  }

  @Test
  void otherPath_isNotFound() throws Exception {
    try (MetricsServer server = open()) {
      assertEquals(404, get(server, "/metrics/x").statusCode());
      assertEquals(404, get(server, "/").statusCode());
    }
  }

  /** More of them than the server has threads; each begins a request and then says nothing. */
  @Test
  @Adversary("ADV-49")
  void scrapersThatHang_keepNoOtherWaitingForLong() throws Exception {
    List<Socket> hung = new ArrayList<>();
    try (MetricsServer server = open()) {
      for (int i = 0; i < 10; i++) {
        Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
        hung.add(socket);
        socket.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.US_ASCII));
        socket.setSoTimeout(30_000);
      }

      CompletableFuture<HttpResponse<String>> answer =
          HttpClient.newHttpClient()
              .sendAsync(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + server.address().getPort() + "/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString());

      assertEquals(200, answer.get(30, TimeUnit.SECONDS).statusCode());
      assertEquals(-1, hung.get(0).getInputStream().read(), "the server has hung up");
    } finally {
      for (Socket socket : hung) {
        socket.close();
      }
    }
  }

  /** A panel or an alarm whose metric was renamed shows nothing, and nobody sees that. */
  @Test
  void dashboardAndAlarms_nameMetricsAndReasonsThatExist() throws Exception {
    Set<String> shown = new TreeSet<>(Set.of("up")); // Prometheus' own, for each target
    try (MetricsServer server = open()) {
      get(server, "/metrics").body().lines().forEach(line -> shown.addAll(words(line)));
    }
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel :
        new ObjectMapper().readTree(Files.readString(DASHBOARD)).findValues("expr")) {
      expressions.add(panel.textValue());
    }
    int panels = expressions.size();
    for (String line : Files.readAllLines(ALARMS)) {
      if (line.strip().startsWith("expr: ")) {
        expressions.add(line.strip().substring("expr: ".length()));
      }
    }

    assertTrue(panels >= 10 && expressions.size() >= panels + 5, "next to nothing is shown");
    for (String expression : expressions) {
      Set<String> named = words(expression);
      assertFalse(named.isEmpty(), expression);
      named.removeAll(shown);
      assertEquals(Set.of(), named, expression);
    }
  }

  /** The metrics, and reason="...", that a line of figures or an expression names. */
  private static Set<String> words(String line) {
    Set<String> found = new TreeSet<>();
    Matcher name =
        Pattern.compile("\\bup\\b|\\b(?:phantom|jvm|process)_[a-z_0-9]+|\\breason=\"[^\"]+\"")
            .matcher(line);
    while (name.find()) {
      found.add(name.group());
    }
    return found;
  }
}
