package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.ui.Timeline;

/**
 * Two relay nodes of two operator families, with a relay list signed for a test estate. Relay one
 * is also mailbox, directory and issuer. Where a relay is to die and the call to go on there is a
 * third, of a third family.
 */
final class DemoEstate implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final String STEP = "start relays";

  private final Path file;
  private final JsonNode descriptions;
  private final List<LineProcess> relays;

  private DemoEstate(Path file, JsonNode descriptions, List<LineProcess> relays) {
    this.file = file;
    this.descriptions = descriptions;
    this.relays = relays;
  }

  /**
   * Makes keys, descriptors and the signed list, then starts the relays; {@link #awaitReady}
   * completes the start.
   */
  static DemoEstate launch(DemoOptions options) throws DemoFailure {
    Path directory = options.work().resolve("estate");
    JsonNode estate = create(options, directory);
    DemoEstate result =
        new DemoEstate(directory.resolve("estate.json"), estate.path("relays"), new ArrayList<>());
    try {
      for (JsonNode relay : result.descriptions) {
        List<String> command = new ArrayList<>(options.relayCommand());
        command.addAll(List.of("run", "--config", relay.path("config").asText()));
        String name = relay.path("name").asText();
        List<String> there = options.place().on(relay.path("family").asText(), command);
        Path errors = options.work().resolve("relay-" + name + ".err");
        result.relays.add(LineProcess.start("relay " + name, there, Map.of(), errors, e -> {}));
      }
      return result;
    } catch (IOException e) {
      result.close();
      throw new DemoFailure(STEP, "the relay process could not be started: " + e.getMessage());
    }
  }

  /** Waits until all relays serve. */
  void awaitReady(Timeline timeline) throws DemoFailure {
    for (int i = 0; i < relays.size(); i++) {
      JsonNode ready = relays.get(i).await("ready", START_LIMIT, STEP);
      JsonNode relay = descriptions.get(i);
      timeline.event(
          "relay " + relay.path("name").asText(),
          String.format(
              Locale.ROOT,
              "serves TURN at %s for operator family %s%s",
              relay.path("turn").asText(),
              relay.path("family").asText(),
              ready.has("mailbox") ? "; it is mailbox and directory, too" : ""));
    }
  }

  private static JsonNode create(DemoOptions options, Path directory) throws DemoFailure {
    List<String> command = new ArrayList<>(options.relayCommand());
    command.addAll(
        List.of(
            "estate",
            "--dir",
            directory.toString(),
            "--relay",
            "one="
                + options.place().relay("north")
                + ",family=north,roles=turn+mailbox+directory+issuer",
            "--relay",
            "two=" + options.place().relay("south") + ",family=south,roles=turn+issuer"));
    if (options.disturbance() == DemoOptions.Disturbance.KILL_RELAY
        || options.disturbance() == DemoOptions.Disturbance.DEAD_GUARD) {
      command.add("--relay");
      command.add("three=" + options.place().relay("west") + ",family=west,roles=turn+issuer");
    }
    try {
      Path errors = options.work().resolve("estate.err");
      Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
      process.getOutputStream().close();
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new DemoFailure(
            STEP, "the test estate could not be made: " + Files.readString(errors).strip());
      }
      return JSON.readTree(output);
    } catch (IOException e) {
      throw new DemoFailure(STEP, "the test estate could not be made: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure(STEP, "interrupted");
    }
  }

  /** What a client needs to know: mailbox, pins, authorities. */
  Path file() {
    return file;
  }

  /** Ends the relay of that operator family at once, as a crash would. */
  void kill(String family) {
    for (int i = 0; i < relays.size(); i++) {
      if (descriptions.get(i).path("family").asText().equals(family)) {
        kill(i);
      }
    }
  }

  /** Ends a relay at once, as a crash would. */
  void kill(int index) {
    relays.get(index).kill();
  }

  @Override
  public void close() {
    relays.forEach(LineProcess::terminate);
    relays.forEach(LineProcess::close);
  }
}
