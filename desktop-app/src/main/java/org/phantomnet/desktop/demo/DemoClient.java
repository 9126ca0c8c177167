package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** One person of the demo: a desktop client process, driven through its script interface. */
final class DemoClient implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration STEP_LIMIT = Duration.ofSeconds(20);

  private final String person;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path directory;
  private final String passphrase;
  private final BiConsumer<String, JsonNode> narrator;
  private LineProcess process;
  private String address = "";

  private DemoClient(
      String person,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      String passphrase,
      BiConsumer<String, JsonNode> narrator,
      LineProcess process) {
    this.person = person;
    this.command = command;
    this.environment = environment;
    this.directory = directory;
    this.passphrase = passphrase;
    this.narrator = narrator;
    this.process = process;
  }

  /**
   * Starts the process of a client with its data in {@code directory}; {@link #open} completes the
   * start.
   */
  static DemoClient launch(
      String person,
      DemoOptions options,
      Path estateFile,
      Path directory,
      BiConsumer<String, JsonNode> narrator)
      throws DemoFailure {
    List<String> command = new ArrayList<>(options.clientCommand());
    String name = person.toLowerCase(Locale.ROOT);
    String owner = name.replaceFirst("-.*", "");
    command.addAll(
        List.of(
            "--dir",
            directory.toString(),
            "--estate",
            estateFile.toString(),
            "--test-estate",
            "--voice",
            owner,
            "--said",
            options.report().resolve(name + "-said.wav").toString(),
            "--heard",
            options.report().resolve(name + "-heard.wav").toString()));
    String passphrase = "correct horse " + name;
    if (options.video()) {
      command.addAll(shown(person, options));
      command.addAll(List.of("--seen", options.seen(person).toString()));
    }
    List<String> there = options.place().on(owner, command);
    Map<String, String> environment =
        options.screen(person).map(DemoScreen::environment).orElse(Map.of());
    return new DemoClient(
        person,
        there,
        environment,
        directory,
        passphrase,
        narrator,
        process(person, there, environment, directory, narrator));
  }

  private static List<String> shown(String person, DemoOptions options) {
    if (options.screen(person).isPresent()) {
      return List.of("--pictures", "screen");
    }
    if (options.film(person).isEmpty()) {
      return List.of("--clip", options.clip(person));
    }
    DemoFilm film = options.film(person).get();
    List<String> words = new ArrayList<>(List.of("--pictures", "film:" + film.file()));
    words.addAll(List.of("--sent", options.sent(person).toString()));
    if (film.isPatient()) {
      words.add("--patient");
    }
    return words;
  }

  private static LineProcess process(
      String person,
      List<String> command,
      Map<String, String> environment,
      Path directory,
      BiConsumer<String, JsonNode> narrator)
      throws DemoFailure {
    try {
      return LineProcess.start(
          person,
          command,
          environment,
          directory.resolveSibling(directory.getFileName() + ".err"),
          e -> narrator.accept(person, e));
    } catch (IOException e) {
      throw new DemoFailure(
          "start " + person, "the client process could not be started: " + e.getMessage());
    }
  }

  /** Unlocks the client's store and waits until it is ready. */
  void open() throws DemoFailure {
    unlock();
    awaitOpen();
  }

  /** The first half of {@link #open}, for clients that start side by side. */
  void unlock() throws DemoFailure {
    process.tell("open", Map.of("passphrase", passphrase));
  }

  void awaitOpen() throws DemoFailure {
    process.await("opened", START_LIMIT, "start " + person);
  }

  /** Ends the process as kill -9 does and starts it again on the same data. */
  void killAndRestart() throws DemoFailure {
    process.kill();
    process.close();
    process = process(person, command, environment, directory, narrator);
    open();
  }

  /** Ends the process and starts it again on the same data; what of it took how long. */
  DemoSeries.Start restart() throws DemoFailure {
    process.close();
    long began = System.nanoTime();
    process = process(person, command, environment, directory, narrator);
    open();
    double ready = (System.nanoTime() - began) / 1e6;
    process.await("calls-ready", START_LIMIT, person + "'s relay list and grants");
    return new DemoSeries.Start(ready, (System.nanoTime() - began) / 1e6);
  }

  String person() {
    return person;
  }

  String address() {
    return address;
  }

  LineProcess process() {
    return process;
  }

  void register(String name) throws DemoFailure {
    process.tell("register", Map.of("name", name));
    address =
        process.await("registered", STEP_LIMIT, "register " + person).path("address").asText();
  }

  /** Becomes the device of that number of an account, as the account's first device has it. */
  void linkTo(DemoClient first, int number) throws DemoFailure {
    String step = "link " + person;
    process.tell("link-start", Map.of("name", person));
    JsonNode code = process.await("link-code", STEP_LIMIT, step);
    first.process.tell("link", Map.of("code", code.path("code").asText(), "name", person));
    address = process.await("linked-here", STEP_LIMIT, step).path("address").asText();
    first.process.await(
        e -> e.path("event").asText().equals("device-linked") && e.path("device").asInt() == number,
        STEP_LIMIT,
        step,
        "device-linked");
  }

  void request(DemoClient other) throws DemoFailure {
    process.tell("request", Map.of("who", other.address));
    other.process.await("contact-request", STEP_LIMIT, "contact request to " + other.person);
    other.process.tell("accept-contact", Map.of("who", address));
    other.process.await("contact", STEP_LIMIT, other.person + " accepts the contact");
    process.await("contact", STEP_LIMIT, person + " learns of the acceptance");
  }

  void chat(DemoClient other, String text) throws DemoFailure {
    process.tell("chat", Map.of("to", other.address, "text", text));
    other.process.await(
        e -> e.path("event").asText().equals("chat") && e.path("text").asText().equals(text),
        STEP_LIMIT,
        "chat " + person + " to " + other.person,
        "chat");
  }

  String safetyNumber(DemoClient other) throws DemoFailure {
    process.tell("safety-number", Map.of("who", other.address));
    return process
        .await("safety-number", STEP_LIMIT, "safety number of " + person)
        .path("digits")
        .asText();
  }

  /**
   * The person compared the safety number: calls of this contact may be answered ahead of the
   * person (RING-2).
   */
  void verify(DemoClient other) throws DemoFailure {
    process.tell("verify", Map.of("who", other.address));
    process.await("verified", STEP_LIMIT, person + " verifies the safety number");
  }

  /** Texts this client sent and received in its chat with {@code other}, from its own store. */
  JsonNode chats(DemoClient other) throws DemoFailure {
    process.tell("chats", Map.of("who", other.address));
    return process.await("chats", STEP_LIMIT, "chat history of " + person);
  }

  JsonNode history() throws DemoFailure {
    process.tell("history", Map.of());
    return process.await("history", STEP_LIMIT, "call history of " + person);
  }

  /** Waits for a call snapshot in which {@code flag} is true. */
  JsonNode awaitCall(String flag, Duration limit, String step) throws DemoFailure {
    return process.await(
        e -> e.path("event").asText().equals("call") && e.path(flag).asBoolean(),
        limit,
        step,
        flag);
  }

  /** Waits until the first picture of the other side is seen. */
  JsonNode awaitPicture(Duration limit) throws DemoFailure {
    return process.await(
        e ->
            e.path("event").asText().equals("recording") && e.path("which").asText().equals("seen"),
        limit,
        person + " sees the first picture",
        "seen");
  }

  JsonNode awaitPhase(String phase, Duration limit, String step) throws DemoFailure {
    return process.await(
        e -> e.path("event").asText().equals("call") && e.path("phase").asText().equals(phase),
        limit,
        step,
        phase);
  }

  JsonNode awaitTrace(String code, Duration limit, String step) throws DemoFailure {
    return process.await(
        e -> e.path("event").asText().equals("trace") && e.path("code").asText().equals(code),
        limit,
        step,
        code);
  }

  /**
   * Waits until the client's warm media child runs and returns its processes. The next call takes
   * that child, so after the call all of them must be gone.
   */
  List<ProcessHandle> awaitMediaProcesses(Duration limit) throws DemoFailure {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      List<ProcessHandle> below =
          process.handle().descendants().collect(Collectors.toUnmodifiableList());
      if (!below.isEmpty()) {
        return below;
      }
      if (System.nanoTime() > deadline) {
        throw new DemoFailure("media child", person + " has no warm media child");
      }
      LockSupport.parkNanos(20_000_000);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
