package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.crash.JsonProcess;

/**
 * The nodes of a test estate and their people's programs, each on a machine of a lab. What runs is
 * killed with {@link #close}; the lab is its maker's. Test thread only.
 */
public final class LabEstate implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Lab lab;
  private final Path work;
  private final Commands commands;
  private final Map<String, JsonProcess> nodes = new LinkedHashMap<>();
  private final List<JsonProcess> running = new ArrayList<>();

  public LabEstate(Lab lab, Path work) {
    this.lab = lab;
    this.work = work;
    this.commands = Commands.in(work);
  }

  /** How programs of the product are started. */
  public Commands commands() {
    return commands;
  }

  /**
   * Makes the estate and starts its nodes, each on the machine of its name, until all are ready.
   *
   * @param options of {@code relay estate --relay}, each beginning with the node's name
   * @return the estate's directory
   */
  public Path startNodes(List<String> options) throws IOException {
    Path directory = work.resolve("estate");
    List<String> estate = new ArrayList<>(List.of("estate", "--dir", directory.toString()));
    options.forEach(node -> estate.addAll(List.of("--relay", node)));
    JsonProcess made = run("estate", commands.relay(estate.toArray(String[]::new)), event -> {});
    await(made, event -> event.path("testEstate").asBoolean(), "the estate");
    made.close();
    for (String node : options) {
      String name = node.substring(0, node.indexOf('='));
      String config = directory.resolve(name + ".toml").toString();
      nodes.put(name, start(name, commands.relay("run", "--config", config), event -> {}));
    }
    nodes.forEach((name, node) -> await(node, named("ready"), name + " ready"));
    return directory;
  }

  /** A node that was started. */
  public JsonProcess node(String name) {
    return Optional.ofNullable(nodes.get(name)).orElseThrow();
  }

  /** Starts a desktop command on a machine. */
  public JsonProcess start(String machine, String... desktop) {
    return start(machine, commands.client(desktop), event -> {});
  }

  /**
   * Starts any command on a machine.
   *
   * @param told on the reading thread
   */
  public JsonProcess start(String machine, List<String> command, Consumer<JsonNode> told) {
    return run(machine, lab.on(machine, command), told);
  }

  private JsonProcess run(String name, List<String> command, Consumer<JsonNode> told) {
    Path errors = work.resolve(name + "-" + running.size() + ".err"); // of several on one machine
    JsonProcess process = new JsonProcess(command, errors, told);
    running.add(process);
    return process;
  }

  /** The first such event, past or to come. */
  public static JsonNode await(JsonProcess process, Predicate<JsonNode> wanted, String what) {
    return await(process, 0, wanted, what);
  }

  /**
   * As the other.
   *
   * @param mark the place of the first event that may be it
   */
  public static JsonNode await(
      JsonProcess process, int mark, Predicate<JsonNode> wanted, String what) {
    return process
        .await(mark, LIMIT, wanted)
        .orElseThrow(() -> new AssertionError("did not happen: " + what + "; " + process.last()));
  }

  public static Predicate<JsonNode> named(String event) {
    return line -> line.path("event").asText().equals(event);
  }

  public static Predicate<JsonNode> phase(String phase) {
    return line -> line.path("phase").asText().equals(phase);
  }

  @Override
  public void close() {
    running.forEach(JsonProcess::kill);
  }
}
