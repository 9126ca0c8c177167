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
import org.phantomnet.relay.net.UdpListener;

/**
 * Serves the figures over HTTP, on loopback unless the operator says otherwise: {@code /metrics}
 * for Prometheus and {@code /status} as JSON for {@code relay status}. Threads of its own, so that
 * no scrape waits in a loop that forwards; a few, and a short time for each request, so that one
 * that hangs keeps no other waiting. Lives from {@link #open} to {@link #close}.
 */
public final class MetricsServer implements AutoCloseable {
  private static final int BACKLOG = 8;
  private static final int THREADS = 4;

  /** For a request to arrive, and as long again for its answer to leave. */
  private static final int SECONDS = 5;

  private static final int MOST_CONNECTIONS = 64;

  private static final String JSON = "application/json";

  static {
    // Of the JDK's server, which reads them once; what somebody set on the command line stays.
    setIfAbsent("sun.net.httpserver.maxReqTime", SECONDS);
    setIfAbsent("sun.net.httpserver.maxRspTime", SECONDS);
    setIfAbsent("jdk.httpserver.maxConnections", MOST_CONNECTIONS);
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final GcPauses pauses;

  private MetricsServer(HttpServer server, ExecutorService threads, GcPauses pauses) {
    this.server = server;
    this.threads = threads;
    this.pauses = pauses;
  }

  /**
   * Binds and starts.
   *
   * @param figures asked at each request, from this server's threads
   * @throws IOException if the address cannot be bound
   */
  public static MetricsServer open(
      InetSocketAddress listen, Supplier<NodeFigures> figures, Clock clock) throws IOException {
    HttpServer server = HttpServer.create(listen, BACKLOG);
    GcPauses pauses = new GcPauses();
    NodeMetrics metrics = new NodeMetrics(pauses);
    PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Thread made = new Thread(work, "relay-metrics");
              made.setDaemon(true);
              return made;
            });
    server.setExecutor(threads);
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
    return new MetricsServer(server, threads, pauses);
  }

  private static void setIfAbsent(String property, int value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, String.valueOf(value));
    }
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
    status.put("batchedDatagrams", UdpListener.areBatched());
    status.put("uptimeSeconds", NodeMetrics.uptimeSeconds(figures, clock.instant()));
    status.put("heapUsedBytes", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    status.put("longestPauseSeconds", pauses.longestSeconds());
    status.put("monthBytes", figures.monthBytes());
    if (figures.monthIsBounded()) {
      status.put("monthLimit", figures.monthLimit());
      status.put("monthWarning", figures.monthWarns());
    }
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
    threads.shutdownNow();
    pauses.close();
  }
}
