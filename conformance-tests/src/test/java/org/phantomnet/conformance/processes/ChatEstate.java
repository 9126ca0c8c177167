package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Two relays, one or both of them with a mailbox, as processes on loopback; and how chats use them.
 */
final class ChatEstate {
  private final Path directory;
  private final List<Process> relays = new ArrayList<>();
  private final List<String> configurations = new ArrayList<>();

  ChatEstate(Path directory) {
    this.directory = directory;
  }

  /** With one mailbox. */
  void start() throws IOException, InterruptedException {
    start("turn+issuer");
  }

  /** A mailbox at each of the two relays: {@code estate.json} is of the first. */
  void startTwoMailboxes() throws IOException, InterruptedException {
    start("turn+mailbox+issuer");
  }

  private void start(String rolesOfTwo) throws IOException, InterruptedException {
    Path out = directory.resolve("estate.json.out");
    Process made =
        new ProcessBuilder(
                java(
                    List.of(
                        "org.phantomnet.relay.main.RelayMain",
                        "estate",
                        "--dir",
                        directory.resolve("estate").toString(),
                        "--relay",
                        "one=127.30.0.1,family=north,roles=turn+mailbox+directory+issuer",
                        "--relay",
                        "two=127.40.0.1,family=south,roles=" + rolesOfTwo)))
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("estate.err").toFile())
            .start();
    assertEquals(0, made.waitFor());
    for (JsonNode relay : new ObjectMapper().readTree(Files.readString(out)).path("relays")) {
      configurations.add(relay.path("config").asText());
      relays.add(run(relay.path("config").asText()));
    }
  }

  private Process run(String configuration) throws IOException {
    Process node =
        new ProcessBuilder(
                java(
                    List.of(
                        "org.phantomnet.relay.main.RelayMain", "run", "--config", configuration)))
            .redirectError(directory.resolve("relay.err").toFile())
            .start();
    BufferedReader lines = node.inputReader(StandardCharsets.UTF_8);
    assertTrue(String.valueOf(lines.readLine()).contains("ready"));
    return node;
  }

  /**
   * What an operator does for somebody who lost all devices: the first mailbox forgets the account,
   * and the name is free for whoever asks next.
   */
  void forgetAccount(String name) throws IOException, InterruptedException, SQLException {
    relays.get(0).destroy();
    relays.get(0).waitFor();
    Path file = directory.resolve("estate").resolve("one").resolve("mailbox.db");
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file)) {
      for (String table : List.of("devices", "signed_keys", "one_time_keys", "device_lists")) {
        delete(
            database,
            "DELETE FROM " + table + " WHERE account = (SELECT id FROM accounts WHERE name = ?)",
            name);
      }
      delete(database, "DELETE FROM accounts WHERE name = ?", name);
    }
    relays.set(0, run(configurations.get(0)));
  }

  private static void delete(Connection database, String sql, String name) throws SQLException {
    try (PreparedStatement statement = database.prepareStatement(sql)) {
      statement.setString(1, name);
      statement.executeUpdate();
    }
  }

  void close() throws InterruptedException {
    stopAll();
  }

  /** Both relays are gone for a while. */
  void stopAll() throws InterruptedException {
    relays.forEach(Process::destroy);
    for (Process relay : relays) {
      relay.waitFor();
    }
    relays.clear();
  }

  /** As they were, on the same ports. */
  void startAll() throws IOException {
    for (String configuration : configurations) {
      relays.add(run(configuration));
    }
  }

  /** Main class and arguments of a chat on this estate. */
  List<String> chat(String store, Path voice) {
    return chat(store, voice, "estate.json");
  }

  /**
   * @param client the file of the mailbox that this chat has its account at
   */
  List<String> chat(String store, Path voice, String client) {
    return List.of(
        "org.phantomnet.desktop.commands.Phantom",
        "chat",
        "--dir",
        directory.resolve(store).toString(),
        "--estate",
        directory.resolve("estate").resolve(client).toString(),
        "--test-estate",
        "--voice",
        voice.toString());
  }

  static List<String> java(List<String> mainAndArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(mainAndArguments);
    return command;
  }
}
