package org.phantomnet.relay.metrics;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.phantomnet.relay.counters.Counter;

/**
 * Serves the figures over HTTP, on loopback unless the operator says otherwise: {@code /metrics}
 * for Prometheus and {@code /status} as JSON for {@code relay status}. One thread of its own, so
 * that no scrape waits in a loop that forwards. Lives from {@link #open} to {@link #close}.
 */
public final class MetricsServer implements AutoCloseable {
  private static final int BACKLOG = 8;
  private static final String JSON = "application/json";

  private final HttpServer server;
  private final ExecutorService thread;
  private final GcPauses pauses;

  private MetricsServer(HttpServer server, ExecutorService thread, GcPauses pauses) {
    this.server = server;
    this.thread = thread;
    this.pauses = pauses;
  }

  /**
   * Binds and starts.
   *
   * @param figures asked at each request, from this server's thread
   * @throws IOException if the address cannot be bound
   */
  public static MetricsServer open(
      InetSocketAddress listen, Supplier<NodeFigures> figures, Clock clock) throws IOException {
    HttpServer server = HttpServer.create(listen, BACKLOG);
    GcPauses pauses = new GcPauses();
    NodeMetrics metrics = new NodeMetrics(pauses);
    PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "relay-metrics");
              made.setDaemon(true);
              return made;
            });
    server.setExecutor(thread);
    server.createContext(
        "/metrics",
        exchange -> {
          ByteArrayOutputStream text = new ByteArrayOutputStream();
          format.write(text, metrics.snapshots(figures.get()));
          answer(exchange, "/metrics", format.getContentType(), text.toByteArray());
        });
    server.createContext(
        "/status",
        exchange ->
            answer(
                exchange,
                "/status",
                JSON,
                new ObjectMapper().writeValueAsBytes(status(figures.get(), pauses, clock))));
    server.start();
    return new MetricsServer(server, thread, pauses);
  }

  /** Where it listens; the port that a configured port 0 became. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private static Map<String, Object> status(NodeFigures figures, GcPauses pauses, Clock clock) {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("allocations", figures.allocations());
    status.put("allocationLimit", figures.allocationLimit());
    status.put("draining", figures.draining());
    status.put("uptimeSeconds", NodeMetrics.uptimeSeconds(figures, clock.instant()));
    status.put("heapUsedBytes", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    status.put("longestPauseSeconds", pauses.longestSeconds());
    if (figures.certificateEnds().isPresent()) {
      status.put("certificateEnds", figures.certificateEnds().getAsLong());
    }
    Map<String, Long> counters = new LinkedHashMap<>();
    for (Counter counter : Counter.values()) {
      counters.put(counter.name(), figures.counts().get(counter));
    }
    status.put("counters", counters);
    return status;
  }

  private static void answer(HttpExchange exchange, String path, String type, byte[] body)
      throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(path)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
      } else {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
    pauses.close();
  }
}
