package org.phantomnet.relay.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.Counts;

/**
 * A relay in a process of its own, as the launcher starts it, and what the system knows of that
 * process. One life: from construction to {@link #kill}.
 */
final class SoakRelay implements AutoCloseable {
  static final int MIN_PORT = 10_000;
  static final int MAX_PORT = 19_999;
  private static final String CONFIG =
      """
      data = "%s"
      roles = ["turn"]
      test-estate = true

      [turn]
      udp = ["127.0.0.1:0"]
      tcp = ["127.0.0.1:0"]
      tls = ["127.0.0.2:0"]
      web = ["127.0.0.3:0"]
      relayed = ["127.0.0.1"%s]
      min-port = 10000
      max-port = 19999
      realm = "test"

      [limits]
      allocations-per-prefix = 100000
      connections-per-prefix = 100000

      [tokens]
      list = "list"
      authorities = ["%s"]
      threshold = 1

      [metrics]
      listen = "127.0.0.1:0"
      """;

  private final Process process;
  private final JsonNode ready;
  private final Instant startedAt = Instant.now();
  private final HttpClient http = HttpClient.newHttpClient();

  SoakRelay(Path work, boolean ipv6, SoakFaults faults) throws IOException {
    Path file = work.resolve("relay.toml");
    Files.writeString(
        file,
        CONFIG.formatted(
            work.toAbsolutePath().resolve("data"),
            ipv6 ? ", \"::1\"" : "",
            faults.tokens.authority()));
    List<String> command = new ArrayList<>(faults.ground.prefix());
    command.add(java("java"));
    String launcher = System.getenv("PHANTOM_RELAY_ARGS");
    if (launcher != null) {
      command.add("@" + launcher);
    } else {
      command.addAll(
          List.of(
              "-XX:AutoBoxCacheMax=65536",
              "-XX:-UseDynamicNumberOfCompilerThreads",
              "-XX:+UnlockDiagnosticVMOptions",
              "-XX:GuaranteedSafepointInterval=0",
              "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
              "-XX:+UseSerialGC",
              "-XX:-UsePerfData",
              "-Xmn4m",
              "-cp",
              System.getProperty(
                  "surefire.test.class.path", System.getProperty("java.class.path"))));
    }
    command.addAll(
        List.of("org.phantomnet.relay.main.RelayMain", "run", "--config", file.toString()));
    Path said = work.resolve("relay.err");
    long before = Files.exists(said) ? Files.size(said) : 0;
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(said.toFile()));
    builder.environment().putAll(faults.clock.environment());
    process = builder.start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    if (line == null) {
      byte[] all = Files.readAllBytes(said);
      throw new DidNotStart(
          new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8));
    }
    ready = new ObjectMapper().readTree(line);
  }

  /** It said why on standard error, and ended. */
  static final class DidNotStart extends IOException {
    private static final long serialVersionUID = 1;

    final String said;

    DidNotStart(String said) {
      super("the relay did not start: " + said);
      this.said = said;
    }
  }

  Instant startedAt() {
    return startedAt;
  }

  long pid() {
    return process.pid();
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  InetSocketAddress address(String what) {
    String text = ready.get(what).textValue();
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  boolean alive() {
    return process.isAlive();
  }

  private JsonNode status() throws IOException, InterruptedException {
    InetSocketAddress at = address("metrics");
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.getPort() + "/status"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return new ObjectMapper().readTree(answer.body());
  }

  int allocations() throws IOException, InterruptedException {
    return status().get("allocations").intValue();
  }

  Counts counts() throws IOException, InterruptedException {
    JsonNode shown = status().get("counters");
    Map<Counter, Long> counts = new EnumMap<>(Counter.class);
    for (Counter counter : Counter.values()) {
      counts.put(counter, shown.get(counter.name()).longValue());
    }
    return new Counts(counts);
  }

  private Path proc() {
    return Path.of("/proc", String.valueOf(process.pid()));
  }

  private static int entries(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return (int) all.count();
    }
  }

  /** How many it has, but for the index that SQLite maps when a store is opened a second time. */
  int descriptors() throws IOException {
    return (int) openTo().stream().filter(name -> !name.endsWith("-shm")).count();
  }

  /** What they are open to, for a finding. */
  List<String> openTo() throws IOException {
    List<String> all = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(proc().resolve("fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          all.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
          continue; // closed meanwhile
        }
      }
    }
    return all;
  }

  int threads() throws IOException {
    return entries(proc().resolve("task"));
  }

  /** Resident kilobytes. */
  long resident() throws IOException {
    for (String line : Files.readAllLines(proc().resolve("status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS");
  }

  /** Bytes of what is reachable, after a full collection. */
  long liveBytes() throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(java("jcmd"), String.valueOf(process.pid()), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    tool.waitFor();
    String total = "";
    for (String line : text.split("\n")) {
      if (line.startsWith("Total ")) {
        total = line.trim().split("\\s+")[2];
      }
    }
    if (total.isEmpty()) {
      throw new IOException("jcmd said: " + text);
    }
    return Long.parseLong(total);
  }

  /** UDP sockets of the process at a relayed port, by what the system lists. */
  int relayedSockets() throws IOException {
    Set<String> own = new HashSet<>();
    try (Stream<Path> all = Files.list(proc().resolve("fd"))) {
      for (Path descriptor : all.toList()) {
        try {
          own.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
          continue; // closed meanwhile
        }
      }
    }
    int found = 0;
    for (String table : List.of("udp", "udp6")) {
      Path file = proc().resolve("net").resolve(table);
      if (!Files.exists(file)) {
        continue;
      }
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.trim().split("\\s+");
        if (fields[0].endsWith(":") && own.contains("socket:[" + fields[9] + "]")) {
          int port = Integer.parseInt(fields[1].substring(fields[1].indexOf(':') + 1), 16);
          found += port >= MIN_PORT && port <= MAX_PORT ? 1 : 0;
        }
      }
    }
    return found;
  }

  /** SIGKILL, and until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("SIGKILL did not end it");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
