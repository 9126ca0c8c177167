package org.phantomnet.conformance.processes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Lab;

/**
 * The nodes of a test estate and their people's programs, each on a machine of a lab. What runs is
 * killed with {@link #close}. Test thread only.
 */
final class LabEstate implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Lab lab;
  private final Path work;
  private final Commands commands;
  private final List<JsonProcess> running = new ArrayList<>();

  LabEstate(Lab lab, Path work) {
    this.lab = lab;
    this.work = work;
    this.commands = Commands.in(work);
  }

  /**
   * Makes the estate and starts its nodes, each on the machine of its name.
   *
   * @param nodes as options of {@code relay estate --relay}
   * @return the estate's directory
   */
  Path startNodes(String... nodes) throws IOException {
    Path directory = work.resolve("estate");
    List<String> estate = new ArrayList<>(List.of("estate", "--dir", directory.toString()));
    for (String node : nodes) {
      estate.addAll(List.of("--relay", node));
    }
    JsonProcess made = run(commands.relay(estate.toArray(String[]::new)), "estate");
    await(made, event -> event.path("testEstate").asBoolean(), "the estate");
    made.close();
    for (String node : nodes) {
      String name = node.substring(0, node.indexOf('='));
      String config = directory.resolve(name + ".toml").toString();
      JsonProcess started = run(lab.on(name, commands.relay("run", "--config", config)), name);
      await(started, named("ready"), name + " ready");
    }
    return directory;
  }

  /** Starts a desktop command on a machine. */
  JsonProcess start(String machine, List<String> command) {
    return run(lab.on(machine, commands.client(command.toArray(String[]::new))), machine);
  }

  private JsonProcess run(List<String> command, String name) {
    JsonProcess process = new JsonProcess(command, work.resolve(name + ".err"), event -> {});
    running.add(process);
    return process;
  }

  /** What that machine sent while it was captured; ends the capture. */
  List<SentFlow> sent(String machine, Capture capture) throws IOException {
    String own = lab.run(machine, "cat", "/sys/class/net/eth0/address").strip();
    Capture.Result result = capture.stop();
    if (result.lost() != 0) {
      throw new AssertionError("the capture missed " + result.lost() + " packets");
    }
    return SentFlow.in(result.file(), own);
  }

  static JsonNode await(JsonProcess process, Predicate<JsonNode> wanted, String what) {
    return process
        .await(0, LIMIT, wanted)
        .orElseThrow(() -> new AssertionError("did not happen: " + what + "; " + process.last()));
  }

  static Predicate<JsonNode> named(String event) {
    return line -> line.path("event").asText().equals(event);
  }

  @Override
  public void close() {
    running.forEach(JsonProcess::kill);
  }
}
