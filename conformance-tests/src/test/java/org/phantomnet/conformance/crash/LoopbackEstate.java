package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two relay nodes on loopback; the first is mailbox, directory and issuer, too, and can be killed.
 * One thread.
 */
final class LoopbackEstate implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(180);

  private final Commands commands;
  private final Path work;
  private final List<String> configurations = new ArrayList<>();
  private final List<JsonProcess> nodes = new ArrayList<>();

  LoopbackEstate(Commands commands, Path work) {
    this.commands = commands;
    this.work = work;
    for (JsonNode relay : create().path("relays")) {
      configurations.add(relay.path("config").asText());
    }
    for (int i = 0; i < configurations.size(); i++) {
      nodes.add(start(i));
    }
    nodes.forEach(LoopbackEstate::awaitReady);
  }

  private JsonNode create() {
    try {
      Process process =
          new ProcessBuilder(
                  commands.relay(
                      "estate",
                      "--dir",
                      work.resolve("estate").toString(),
                      "--relay",
                      "one=127.10.7.1,family=north,roles=turn+mailbox+directory+issuer",
                      "--relay",
                      "two=127.20.7.1,family=south,roles=turn+issuer"))
              .redirectError(work.resolve("estate.err").toFile())
              .start();
      process.getOutputStream().close();
      return new ObjectMapper().readTree(process.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonProcess start(int node) {
    return new JsonProcess(
        commands.relay("run", "--until-input-ends", "--config", configurations.get(node)),
        work.resolve("relay-" + node + ".err"),
        event -> {});
  }

  private static void awaitReady(JsonProcess node) {
    if (node.await(0, START_LIMIT, "ready").isEmpty()) {
      throw new IllegalStateException("a relay does not start");
    }
  }

  Path file() {
    return work.resolve("estate").resolve("estate.json");
  }

  void killMailbox() {
    awaitReady(nodes.get(0));
    nodes.get(0).kill();
  }

  void restartMailbox() {
    nodes.set(0, start(0));
  }

  @Override
  public void close() {
    nodes.forEach(JsonProcess::kill);
  }
}
