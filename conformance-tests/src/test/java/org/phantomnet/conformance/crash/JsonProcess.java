package org.phantomnet.conformance.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A process that takes commands and tells events as JSON lines, until it is killed. Thread-safe;
 * the listener is called on the reading thread, before an event can be awaited.
 */
public final class JsonProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEATH_LIMIT = Duration.ofSeconds(10);

  private final Process process;
  private final Consumer<JsonNode> listener;
  private final List<JsonNode> events = new ArrayList<>();
  private final Thread reader;
  private boolean ended;

  public JsonProcess(List<String> command, Path errors, Consumer<JsonNode> listener) {
    this.listener = listener;
    try {
      this.process =
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.reader = new Thread(this::read, "read-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * @param fields of any kind that JSON has
   * @return false if the process is gone
   */
  public boolean tell(String verb, Map<String, ?> fields) {
    ObjectNode line = JSON.createObjectNode().put("do", verb);
    fields.forEach((name, value) -> line.set(name, JSON.valueToTree(value)));
    try {
      synchronized (process) {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** How many events there were so far: a place to await from. */
  public int mark() {
    synchronized (events) {
      return events.size();
    }
  }

  /** The first event from {@code mark} on that is wanted; empty if none came in time. */
  public Optional<JsonNode> await(int mark, Duration limit, Predicate<JsonNode> wanted) {
    return find(mark, limit, wanted).map(Found::event);
  }

  /**
   * An event and its place among all.
   *
   * @param index as of {@link #find}'s mark
   */
  public record Found(int index, JsonNode event) {}

  /** As {@link #await(int, Duration, Predicate)}, with the event's place. */
  public Optional<Found> find(int mark, Duration limit, Predicate<JsonNode> wanted) {
    long deadline = System.nanoTime() + limit.toNanos();
    int seen = mark;
    synchronized (events) {
      while (true) {
        for (; seen < events.size(); seen++) {
          if (wanted.test(events.get(seen))) {
            return Optional.of(new Found(seen, events.get(seen)));
          }
        }
        long left = deadline - System.nanoTime();
        if (ended || left <= 0) {
          return Optional.empty();
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(events, left);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  public Optional<JsonNode> await(int mark, Duration limit, String event) {
    return await(mark, limit, e -> e.path("event").asText().equals(event));
  }

  public Process process() {
    return process;
  }

  /** Its newest events, for the message of a failure. */
  public String last() {
    synchronized (events) {
      return (ended ? "ended after " : "runs after ")
          + events.subList(Math.max(0, events.size() - 4), events.size());
    }
  }

  /** The processes that it started, and theirs. */
  List<ProcessHandle> below() {
    return process.descendants().toList();
  }

  /** SIGKILL; returns when it is dead and what it had written is read. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(DEATH_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("a killed process lives");
      }
      reader.join(DEATH_LIMIT.toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends it as a person would, and kills it if it does not. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor(DEATH_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // it is gone already
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        accept(line);
      }
    } catch (IOException e) {
      // killed
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
      return; // cut off by the kill, or printed by a native library
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
}
