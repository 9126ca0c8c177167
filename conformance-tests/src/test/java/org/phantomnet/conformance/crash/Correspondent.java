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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.phantomnet.messenger.store.JdbcSqlStore;
import org.phantomnet.messenger.store.PassphraseCost;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.protocol.crypto.SystemRandom;

/**
 * A person with a real client process, one after the other. Its store is made beforehand with a
 * cheap passphrase; the client keeps the cost that it finds. Thread-safe but for start and kill.
 */
final class Correspondent implements AutoCloseable {
  private static final String PASSPHRASE = "correct horse";
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final Duration CHILDREN_LIMIT = Duration.ofSeconds(10);

  final String name;
  final Ledger wrote;
  private final Ledger reads;
  private final Path directory;
  private final List<String> command;
  private final Path work;
  private final CallWatch calls;
  private final Findings findings;
  private volatile Consumer<JsonNode> watch = event -> {};
  private volatile Optional<JsonProcess> process = Optional.empty();
  private volatile boolean open;
  private volatile boolean ready;
  private volatile String address = "";

  Correspondent(
      String name,
      Commands commands,
      Path work,
      Path estate,
      Ledger wrote,
      Ledger reads,
      CallWatch calls,
      Findings findings) {
    this.name = name;
    this.wrote = wrote;
    this.reads = reads;
    this.work = work;
    this.calls = calls;
    this.findings = findings;
    this.directory = work.resolve(name);
    store().close();
    this.command =
        commands.client(
            "client",
            "--dir",
            directory.toString(),
            "--estate",
            estate.toString(),
            "--test-estate",
            "--voice",
            name);
  }

  private SqlStore store() {
    return JdbcSqlStore.factory(new SystemRandom(), PassphraseCost.INSECURE_FOR_TESTS)
        .open(directory, PASSPHRASE.toCharArray());
  }

  /**
   * Between two processes: the device forgets whom it answered unasked, else a fourth call within
   * five minutes were a silent missed one (CONT-9).
   */
  void forgetReplies() {
    try (SqlStore store = store()) {
      store.inTransaction(sql -> sql.update("DELETE FROM automatic_replies"));
    }
  }

  /** Starts the process and asks it to open; {@link #awaitOpen} waits for that. */
  void start() {
    long began = System.nanoTime();
    process =
        Optional.of(
            new JsonProcess(command, work.resolve(name + ".err"), event -> happened(event, began)));
    process().tell("open", Map.of("passphrase", PASSPHRASE));
  }

  void awaitOpen() {
    if (process().await(0, START_LIMIT, "opened").isEmpty()) {
      throw new IllegalStateException(name + "'s client does not open its store");
    }
  }

  private JsonProcess process() {
    return process.orElseThrow();
  }

  /** Told every event of this person's processes, on their reading threads. */
  void watch(Consumer<JsonNode> watcher) {
    watch = watcher;
  }

  private void happened(JsonNode event, long processBegan) {
    log(event.toString());
    switch (event.path("event").asText()) {
      case "opened" -> open = true;
      case "calls-ready" -> ready = true;
      case "chat-queued" -> wrote.confirmed(event.path("text").asText());
      case "chat" -> reads.shown(event.path("text").asText());
      case "identity-changed" -> findings.add(name + " is told of a changed identity");
      case "call" -> calls.happened(name, event, processBegan);
      case "error" -> {
        String code = event.path("code").asText();
        if (!code.equals("NO_CALL")) {
          findings.add(name + " is told of an error: " + code);
        }
      }
      default -> {
        // nothing is promised of it
      }
    }
    watch.accept(event);
  }

  private void log(String line) {
    try {
      Files.writeString(
          work.resolve(name + ".log"),
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
    ready = false;
    JsonProcess killed = process();
    List<ProcessHandle> below = killed.below();
    killed.kill();
    log("killed");
    long deadline = System.nanoTime() + CHILDREN_LIMIT.toNanos();
    for (ProcessHandle child : below) {
      try {
        child.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        findings.add(name + "'s media child outlives the client");
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Waits until a call can be placed: there are relays and grants. */
  void awaitReady() {
    await(0, "calls-ready");
  }

  /** Whether a call can be placed: there are relays and grants. */
  boolean isReady() {
    return ready;
  }

  void tell(String verb, Map<String, String> fields) {
    if (open) {
      process().tell(verb, fields);
    }
  }

  void write(Correspondent to) {
    if (open) {
      process().tell("chat", Map.of("to", to.address, "text", wrote.write()));
    }
  }

  void call(Correspondent to) {
    tell("call", Map.of("who", to.address));
  }

  private JsonNode ask(String verb, Map<String, String> fields, String answer) {
    int mark = process().mark();
    process().tell(verb, fields);
    return await(mark, answer);
  }

  private JsonNode await(int mark, String event) {
    return process()
        .await(mark, ANSWER_LIMIT, event)
        .orElseThrow(() -> new IllegalStateException(name + " waits in vain for " + event));
  }

  void befriend(Correspondent other) {
    address = ask("register", Map.of("name", name), "registered").path("address").asText();
    other.address =
        other.ask("register", Map.of("name", other.name), "registered").path("address").asText();
    tell("request", Map.of("who", other.address));
    other.await(0, "contact-request");
    other.tell("accept-contact", Map.of("who", address));
    await(0, "contact");
    other.await(0, "contact");
    ask("verify", Map.of("who", other.address), "verified");
    other.ask("verify", Map.of("who", address), "verified");
  }

  JsonNode chats(Correspondent with) {
    return ask("chats", Map.of("who", with.address), "chats");
  }

  int historySize() {
    return ask("history", Map.of(), "history").path("entries").size();
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
