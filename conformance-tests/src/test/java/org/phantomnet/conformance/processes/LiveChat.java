package org.phantomnet.conformance.processes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.desktop.listen.Speech;

/** {@code ./phantom chat --script -} as a process that somebody types into, line by line. */
final class LiveChat implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final JsonProcess process;
  private int seen;

  private LiveChat(String name, JsonProcess process) {
    this.name = name;
    this.process = process;
  }

  static LiveChat start(ChatEstate estate, Path directory, String name, String... more)
      throws IOException {
    return startAt("estate.json", estate, directory, name, more);
  }

  /**
   * @param client the file of the mailbox that the account is at
   */
  static LiveChat startAt(
      String client, ChatEstate estate, Path directory, String name, String... more)
      throws IOException {
    Path folder = Files.createDirectories(directory.resolve(name + "-files"));
    List<String> arguments =
        new ArrayList<>(estate.chat(name, Speech.ALICE.copyTo(folder), client));
    arguments.addAll(typedInto(folder, name));
    arguments.addAll(List.of(more));
    return of(
        name,
        new JsonProcess(ChatEstate.java(arguments), directory.resolve(name + ".err"), event -> {}));
  }

  /** A chat that runs already, with the options of {@link #typedInto}. */
  static LiveChat of(String name, JsonProcess process) {
    return new LiveChat(name, process);
  }

  /**
   * Options of a chat that takes its commands from its input.
   *
   * @param folder where its passphrase is put
   */
  static List<String> typedInto(Path folder, String name) throws IOException {
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "harbor violin " + name);
    Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-------"));
    return List.of("--passphrase-file", passphrase.toString(), "--script", "-", "--keep-going");
  }

  void type(String... lines) throws IOException {
    for (String line : lines) {
      process.process().getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
    process.process().getOutputStream().flush();
  }

  /** The next event that is wanted; one that was awaited is not found again. */
  JsonNode await(String what, Predicate<JsonNode> wanted) {
    JsonProcess.Found found =
        process
            .find(seen, PATIENCE, wanted)
            .orElseThrow(
                () -> new AssertionError(name + " never saw " + what + "; " + process.last()));
    seen = found.index() + 1;
    return found.event();
  }

  JsonNode await(String event) {
    return await(event, named(event));
  }

  /** Whether there was such an event so far. */
  boolean saw(Predicate<JsonNode> wanted) {
    return process.find(0, Duration.ZERO, wanted).isPresent();
  }

  static Predicate<JsonNode> named(String event) {
    return told -> told.path("event").asText().equals(event);
  }

  /** A step of a call. */
  JsonNode awaitCall(String phase) {
    return await(phase, phase(phase));
  }

  static Predicate<JsonNode> phase(String phase) {
    return named("call").and(told -> told.path("phase").asText().equals(phase));
  }

  /** Waits for its end. */
  int exitCode() {
    try {
      if (!process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(name + " does not end");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return process().exitValue();
  }

  Process process() {
    return process.process();
  }

  @Override
  public void close() {
    process.close();
  }
}
