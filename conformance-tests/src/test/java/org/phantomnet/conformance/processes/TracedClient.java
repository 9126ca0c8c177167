package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.protocol.crypto.SystemRandom;

/**
 * A real client with the launcher's options and a home of its own: its store, its working directory
 * and its temporary files are there and nowhere else. Core files are allowed, so that their absence
 * is the program's doing. One thread.
 */
final class TracedClient implements AutoCloseable {
  private static final String PASSPHRASE = "correct horse";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long LOOK_NANOS = 20_000_000;

  /** So large that nothing is collected meanwhile: what was not wiped is found where it died. */
  private static final String ROOMY = "-Xmn320m";

  private final String name;
  private final Path home;
  private final List<String> command = new ArrayList<>();
  private JsonProcess process;
  private int seen;
  private final Set<Long> pids = new HashSet<>();
  private int dumps;

  TracedClient(String name, Path home, Commands commands, Path estate) throws IOException {
    this.name = name;
    this.home = home;
    for (String part : List.of("store", "work", "temporary")) {
      Files.createDirectories(home.resolve(part));
    }
    JdbcSqlStore.factory(new SystemRandom(), PassphraseCost.INSECURE_FOR_TESTS)
        .open(home.resolve("store"), PASSPHRASE.toCharArray())
        .close();
    command.addAll(
        List.of(
            "/bin/sh",
            "-c",
            "ulimit -c unlimited; cd \"$1\" || exit 1; shift; exec \"$@\"",
            "sh",
            home.resolve("work").toString()));
    List<String> client =
        commands.client(
            "client",
            "--dir",
            home.resolve("store").toString(),
            "--estate",
            estate.toString(),
            "--test-estate",
            "--voice",
            "alice");
    command.add(client.get(0));
    command.addAll(launchersOptions());
    command.addAll(List.of(ROOMY, "-Djava.io.tmpdir=" + home.resolve("temporary")));
    command.addAll(client.subList(1, client.size()));
    process = launch();
    process.tell("register", Map.of("name", name));
  }

  /** What {@code ./phantom} gives the client's Java beside paths. */
  private static List<String> launchersOptions() throws IOException {
    String script = Files.readString(Repository.root().resolve("launcher").resolve("build.sh"));
    String arguments = script.substring(script.indexOf("write_arguments() {"));
    String desktop = arguments.substring(arguments.indexOf("    else\n"));
    Matcher option =
        Pattern.compile("say \"(-XX:[^\"]*)\"")
            .matcher(desktop.substring(0, desktop.indexOf("-cp")));
    List<String> options = new ArrayList<>();
    while (option.find()) {
      options.add(option.group(1));
    }
    return options;
  }

  private JsonProcess launch() {
    JsonProcess launched = new JsonProcess(command, home.resolve("errors"), event -> {});
    launched.tell("open", Map.of("passphrase", PASSPHRASE));
    return launched;
  }

  /** Again, after it died. */
  void restart() {
    process = launch();
    seen = 0;
  }

  /** Waits until it can call. */
  void awaitReady() {
    awaitNext(named("calls-ready"), "readiness for calls");
  }

  String name() {
    return name;
  }

  Path home() {
    return home;
  }

  String address() {
    return process
        .await(0, PATIENCE, named("registered"))
        .orElseThrow(() -> new AssertionError("no registration; " + process.last()))
        .path("address")
        .asText();
  }

  void tell(String verb, Map<String, String> fields) {
    process.tell(verb, fields);
  }

  /** Waits for what was not awaited before. */
  void awaitNext(Predicate<JsonNode> wanted, String what) {
    seen =
        process
                .find(seen, PATIENCE, wanted)
                .orElseThrow(
                    () -> new AssertionError(name + ": no " + what + "; " + process.last()))
                .index()
            + 1;
  }

  static Predicate<JsonNode> named(String event) {
    return told -> told.path("event").asText().equals(event);
  }

  /** Waits until, out of a call, just one media child runs below it. */
  ProcessHandle awaitSpare() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<ProcessHandle> below =
          process.process().descendants().filter(TracedClient::isMedia).toList();
      if (below.size() == 1) {
        return below.get(0);
      }
      assertTrue(System.nanoTime() < deadline, () -> name + " has " + below + " for media");
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static boolean isMedia(ProcessHandle child) {
    return child.info().commandLine().orElse("").contains("MediaChild");
  }

  /** SIGKILL. */
  void kill() {
    process.kill();
  }

  /** As when native code goes wrong: the virtual machine ends and would say why. */
  void crash() throws IOException, InterruptedException {
    Process signal = new ProcessBuilder("/bin/kill", "-SEGV", "" + process.process().pid()).start();
    assertEquals(0, signal.waitFor());
    assertTrue(process.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    pids.add(process.process().pid());
  }

  /** What a crash of its Java would write. */
  boolean isCrashOf(Path file) {
    String text = file.getFileName().toString();
    return pids.stream().anyMatch(pid -> text.matches("(hs_err_pid|core\\.?)" + pid + "\\b.*"));
  }

  /** All that it may have written, dumps of its heap apart. */
  List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(home)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".hprof"))
          .toList();
    }
  }

  /**
   * Its heap.
   *
   * @param dead true with what nothing refers to any more, and without collecting first
   */
  Path dump(boolean dead) throws IOException, InterruptedException {
    Path file = home.resolve("heap-" + dumps++ + ".hprof");
    List<String> jcmd = new ArrayList<>();
    jcmd.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    jcmd.addAll(List.of("" + process.process().pid(), "GC.heap_dump"));
    if (dead) {
      jcmd.add("-all");
    }
    jcmd.add(file.toString());
    Process dumping =
        new ProcessBuilder(jcmd)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, dumping.waitFor());
    return file;
  }

  Path lastDump() {
    return home.resolve("heap-" + (dumps - 1) + ".hprof");
  }

  @Override
  public void close() {
    process.close();
  }
}
