package org.phantomnet.relay.main;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Covers;

/**
 * A node in a process of its own, an allocation that lives, and the system's real signals and
 * priorities.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalsTest {
  private static final String CONFIG =
      """
      data = "data"
      roles = ["turn"]
      test-estate = true

      [turn]
      udp = ["127.0.0.1:0"]
      relayed = ["127.0.0.1"]
      min-port = 20000
      max-port = 29999
      realm = "node.test"

      [limits]
      allocations = 2
      """;

  @TempDir Path directory;
  private Path file;
  private Process node;
  private BufferedReader err;
  private Caller caller;
  private InetSocketAddress address;

  @BeforeEach
  void start() throws Exception {
    file = directory.resolve("relay.toml");
    Files.writeString(file, CONFIG);
    node =
        new ProcessBuilder(
                "env", // whoever runs the tests may ignore a signal, under nohup say
                "--default-signal=HUP,TERM",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                RelayMain.class.getName(),
                "run",
                "--config",
                file.toString())
            .start();
    err = reader(node.getErrorStream());
    String ready = reader(node.getInputStream()).readLine();
    assertNotNull(ready, () -> "the node said: " + err.lines().toList());
    String turn = new ObjectMapper().readTree(ready).get("turnUdp").textValue();
    address =
        new InetSocketAddress(
            "127.0.0.1", Integer.parseInt(turn.substring(turn.lastIndexOf(':') + 1)));
    caller = new Caller(directory.resolve("data"), address);
    assertEquals(0, caller.allocate());
  }

  @AfterEach
  void end() {
    node.destroyForcibly();
    if (caller != null) {
      caller.close();
    }
  }

  private static BufferedReader reader(java.io.InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }

  private void send(String signal) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(node.pid())).inheritIO().start();
    assertEquals(0, kill.waitFor());
  }

  private void awaitWord(String word) throws IOException {
    String line;
    do {
      line = err.readLine();
      assertNotNull(line, "the node ended without saying: " + word);
    } while (!line.contains(word));
  }

  private int anothersAllocation() throws IOException {
    try (Caller another = new Caller(directory.resolve("data"), address)) {
      return another.allocate();
    }
  }

  @Test
  @Covers("NODE-4")
  void sighup_withLiveAllocation_takesOverTheFileAndKeepsTheCall() throws Exception {
    Files.writeString(file, CONFIG.replace("allocations = 2", "allocations = 1"));

    send("HUP");

    awaitWord("now holds limits.allocations");
    assertEquals(508, anothersAllocation());
    assertEquals(0, caller.refresh());

    Files.writeString(file, CONFIG.replace("allocations = 2", "allocations = 0"));
    send("HUP");

    awaitWord("nothing changed: relay.toml line 13: limits.allocations must be");
    assertEquals(0, caller.refresh());
    assertTrue(node.isAlive());
  }

  @Test
  @Covers("NODE-3")
  void sigterm_withLiveAllocation_drainsAndEndsWithIt() throws Exception {
    send("TERM");

    awaitWord("no new calls; waits for 1");
    assertEquals(508, anothersAllocation());
    assertEquals(0, caller.refresh());
    assertTrue(node.isAlive());
    assertEquals(0, caller.release());
    assertTrue(node.waitFor(30, TimeUnit.SECONDS));
    assertEquals(RunCommand.OK, node.exitValue());
  }

  @Test
  @Covers("NODE-3")
  void sigterm_twice_endsWithLiveAllocation() throws Exception {
    send("TERM");
    awaitWord("no new calls; waits for 1");

    send("TERM");

    assertTrue(node.waitFor(30, TimeUnit.SECONDS));
    assertEquals(RunCommand.OK, node.exitValue());
  }

  /** Fields of /proc/PID/task/TID/stat behind the name, which may have spaces: proc(5). */
  private static int nice(Path thread) throws IOException {
    String stat = Files.readString(thread.resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[16]);
  }

  @Test
  void compilers_giveWayToLoops_andNoOtherThreadDoes() throws Exception {
    Path threads = Path.of("/proc", String.valueOf(node.pid()), "task");
    int usual = nice(threads.resolve(String.valueOf(node.pid())));

    Set<String> compilers = new HashSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        String name = Files.readString(thread.resolve("comm")).trim();
        boolean compiler = name.matches("C[12] Compiler.*");
        assertEquals(compiler ? Math.min(19, usual + 10) : usual, nice(thread), name);
        if (compiler) {
          compilers.add(name.substring(0, 2));
        }
      }
    }

    assertEquals(Set.of("C1", "C2"), compilers);
  }
}
