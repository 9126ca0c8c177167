package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One operating-system process of the demo that speaks JSON lines: commands in, events out.
 * Standard error goes to a file whose end is shown when the process fails.
 *
 * <p>Thread-safe. Events are kept in arrival order; {@link #await} also finds those that came
 * before it was called.
 */
final class LineProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration STOP_GRACE = Duration.ofSeconds(6);

  private final String label;
  private final Process process;
  private final OutputStream commands;
  private final Path errors;
  private final Consumer<JsonNode> listener;
  private final List<JsonNode> events = new ArrayList<>();
  private boolean ended;

  private LineProcess(String label, Process process, Path errors, Consumer<JsonNode> listener) {
    this.label = label;
    this.process = process;
    this.commands = process.getOutputStream();
    this.errors = errors;
    this.listener = listener;
  }

  /** Starts {@code command}; {@code listener} is called for each event on the reading thread. */
  static LineProcess start(
      String label,
      List<String> command,
      Map<String, String> environment,
      Path errors,
      Consumer<JsonNode> listener)
      throws IOException {
    Files.createDirectories(errors.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().putAll(environment);
    LineProcess started = new LineProcess(label, builder.start(), errors, listener);
    Thread reader = new Thread(started::read, "read-" + label);
    reader.setDaemon(true);
    reader.start();
    return started;
  }

  String label() {
    return label;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Sends one command. */
  void tell(String verb, Map<String, ?> fields) throws DemoFailure {
    ObjectNode line = JSON.createObjectNode().put("do", verb);
    fields.forEach((name, value) -> line.set(name, JSON.valueToTree(value)));
    try {
      byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
      synchronized (commands) {
        commands.write(bytes);
        commands.flush();
      }
    } catch (IOException e) {
      throw new DemoFailure(label, "the process is gone; " + lastError());
    }
  }

  /** Waits for an event of this name. */
  JsonNode await(String event, Duration limit, String step) throws DemoFailure {
    return await(e -> e.path("event").asText().equals(event), limit, step, event);
  }

  /** Waits for the first event, past or future, that matches. */
  JsonNode await(Predicate<JsonNode> wanted, Duration limit, String step, String what)
      throws DemoFailure {
    long deadline = System.nanoTime() + limit.toNanos();
    int seen = 0;
    synchronized (events) {
      while (true) {
        for (; seen < events.size(); seen++) {
          if (wanted.test(events.get(seen))) {
            return events.get(seen);
          }
        }
        long left = deadline - System.nanoTime();
        if (ended || left <= 0) {
          throw new DemoFailure(
              step,
              ended
                  ? label + " stopped before '" + what + "'; " + lastError()
                  : label
                      + " did not report '"
                      + what
                      + "' within "
                      + limit.toSeconds()
                      + " s; "
                      + lastError());
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(events, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new DemoFailure(step, "interrupted");
        }
      }
    }
  }

  /** All events so far, oldest first. */
  List<JsonNode> events() {
    synchronized (events) {
      return List.copyOf(events);
    }
  }

  /** Forgets earlier events, so that a later {@link #await} sees only new ones. */
  void forget() {
    synchronized (events) {
      events.clear();
    }
  }

  /** Ends the process at once, as {@code kill -9} does. */
  void kill() {
    process.destroyForcibly();
  }

  /** Asks a process that does not read its input to stop (SIGTERM). */
  void terminate() {
    process.destroy();
  }

  /** Asks the process to stop (end of input, then SIGTERM, then SIGKILL) and waits for it. */
  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      // it is stopping already
    }
    try {
      if (!process.waitFor(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroy();
        if (!process.waitFor(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        accept(line);
      }
    } catch (IOException | UncheckedIOException e) {
      // the process ended; its exit is reported below
    } finally {
      synchronized (events) {
        ended = true;
        events.notifyAll();
      }
    }
  }

  private void accept(String line) {
    JsonNode event;
    try {
      event = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return; // native libraries print on standard output, too
    }
    if (event == null || !event.isObject()) {
      return;
    }
    listener.accept(event);
    synchronized (events) {
      events.add(event);
      events.notifyAll();
    }
  }

  private String lastError() {
    try {
      List<String> lines = Files.readAllLines(errors, StandardCharsets.UTF_8);
      for (int i = lines.size() - 1; i >= 0; i--) {
        if (!lines.get(i).isBlank()) {
          return "its last words: " + lines.get(i).strip();
        }
      }
      return "it printed no error";
    } catch (IOException e) {
      return "its error output could not be read";
    }
  }
}
