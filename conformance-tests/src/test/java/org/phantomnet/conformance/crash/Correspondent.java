package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.protocol.crypto.SystemRandom;

/**
 * A person's device with a real client process, one after the other. Its store is made beforehand
 * with a cheap passphrase; the client keeps the cost that it finds. Thread-safe but for start and
 * kill.
 */
final class Correspondent implements AutoCloseable {
  private static final String PASSPHRASE = "correct horse";
  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration CHILDREN_LIMIT = Duration.ofSeconds(45);

  /** What all devices have in common. */
  record World(
      Commands commands,
      Path work,
      Path estate,
      Ledgers ledgers,
      CallWatch calls,
      Findings findings) {}

  final String name;
  private final World world;
  private final List<String> command;
  private volatile Consumer<JsonNode> watch = event -> {};
  private volatile Set<String> expected = Set.of();
  private volatile Optional<JsonProcess> process = Optional.empty();
  private volatile boolean open;
  private volatile boolean unlinked;
  private volatile String address = "";

  Correspondent(String name, World world) {
    this.name = name;
    this.world = world;
    Path directory = world.work().resolve(name);
    JdbcSqlStore.factory(new SystemRandom(), PassphraseCost.INSECURE_FOR_TESTS)
        .open(directory, PASSPHRASE.toCharArray())
        .close();
    this.command =
        world
            .commands()
            .client(
                "client",
                "--dir",
                directory.toString(),
                "--estate",
                world.estate().toString(),
                "--test-estate",
                "--voice",
                "alice");
  }

  /** Starts the process and asks it to open; {@link #awaitOpen} waits for that. */
  void start() {
    long began = System.nanoTime();
    process =
        Optional.of(
            new JsonProcess(
                command, world.work().resolve(name + ".err"), event -> happened(event, began)));
    process().tell("open", Map.of("passphrase", PASSPHRASE));
  }

  /**
   * @return the event that says so
   */
  JsonNode awaitOpen() {
    return process()
        .await(0, START_LIMIT, "opened")
        .orElseThrow(
            () ->
                new IllegalStateException(name + " does not open its store: " + process().last()));
  }

  private JsonProcess process() {
    return process.orElseThrow();
  }

  /** Told every event of this device's processes, on their reading threads. */
  void watch(Consumer<JsonNode> watcher) {
    watch = watcher;
  }

  /** Error codes that are no finding from now on, beside those that always may be. */
  void expect(Set<String> codes) {
    expected = codes;
  }

  private void happened(JsonNode event, long processBegan) {
    log(event.toString());
    String text = event.path("text").asText();
    switch (event.path("event").asText()) {
      case "opened" -> {
        open = true;
        unlinked |= event.path("unlinked").asBoolean();
      }
      case "registered", "linked-here" -> address = event.path("address").asText();
      case "unlinked-here" -> unlinked = true;
      case "chat-queued" ->
          world.ledgers().ofText(text).ifPresent(ledger -> ledger.confirmed(text));
      case "chat" -> world.ledgers().ofText(text).ifPresent(ledger -> ledger.shown(text));
      case "identity-changed" -> world.findings().add(name + " is told of a changed identity");
      case "call" -> world.calls().happened(name, event, processBegan);
      case "error" -> {
        String code = event.path("code").asText();
        if (!code.equals("NO_CALL") && !expected.contains(code)) {
          world.findings().add(name + " is told of an error: " + code);
        }
      }
      default -> {
        // nothing is promised of it
      }
    }
    watch.accept(event);
  }

  void log(String line) {
    try {
      Files.writeString(
          world.work().resolve(name + ".log"),
          line + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL. Its media child dies with it. */
  void kill() {
    open = false;
    JsonProcess killed = process();
    List<ProcessHandle> below = killed.below();
    killed.kill();
    world.calls().died(name);
    log("killed");
    long deadline = System.nanoTime() + CHILDREN_LIMIT.toNanos();
    for (ProcessHandle child : below) {
      try {
        child.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        world.findings().add(name + "'s media child outlives the client");
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * Waits until a call can be placed: there are relays and grants.
   *
   * @return false if that takes too long
   */
  boolean awaitReady() {
    return awaitReady(ANSWER_LIMIT);
  }

  boolean awaitReady(Duration limit) {
    return process().await(0, limit, "calls-ready").isPresent();
  }

  /** It was told that it is no device of its account any more. */
  boolean isUnlinked() {
    return unlinked;
  }

  String address() {
    return address;
  }

  void tell(String verb, Map<String, String> fields) {
    if (open) {
      process().tell(verb, fields);
    }
  }

  void write(Correspondent to) {
    if (open) {
      String text = wrote(to).write();
      process().tell("chat", Map.of("to", to.address, "text", text));
    }
  }

  Ledger wrote(Correspondent to) {
    return world.ledgers().of(name, to.name);
  }

  void call(Correspondent to) {
    tell("call", Map.of("who", to.address));
  }

  void hangUp() {
    tell("hangup", Map.of());
  }

  /** Asks, and waits for the answer. */
  JsonNode ask(String verb, Map<String, String> fields, String answer) {
    int mark = mark();
    process().tell(verb, fields);
    return await(mark, ANSWER_LIMIT, event -> is(event, answer))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name + " waits in vain for " + answer + ": " + process().last()));
  }

  static boolean is(JsonNode event, String name) {
    return event.path("event").asText().equals(name);
  }

  void register() {
    ask("register", Map.of("name", name), "registered");
  }

  /** Both become contacts and compare their safety numbers. */
  void befriend(Correspondent other) {
    tell("request", Map.of("who", other.address));
    other.awaitWho("contact-request", address);
    other.tell("accept-contact", Map.of("who", address));
    awaitWho("contact", other.address);
    other.awaitWho("contact", address);
    ask("verify", Map.of("who", other.address), "verified");
    other.ask("verify", Map.of("who", address), "verified");
  }

  private void awaitWho(String event, String who) {
    if (await(0, ANSWER_LIMIT, told -> is(told, event) && told.path("who").asText().equals(who))
        .isEmpty()) {
      throw new IllegalStateException(name + " waits in vain for " + event);
    }
  }

  JsonNode chats(Correspondent with) {
    return ask("chats", Map.of("who", with.address), "chats");
  }

  JsonNode history() {
    return ask("history", Map.of(), "history");
  }

  int mark() {
    return process().mark();
  }

  Optional<JsonNode> await(int mark, Duration limit, Predicate<JsonNode> wanted) {
    return process().await(mark, limit, wanted);
  }

  @Override
  public void close() {
    open = false;
    process.ifPresent(JsonProcess::close);
  }
}
