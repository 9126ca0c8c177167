package org.phantomnet.desktop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Writes what happens in the client as JSON lines, each with its time in microseconds since the
 * epoch. Thread-safe.
 */
final class ScriptEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream out;
  private final Clock clock;

  ScriptEvents(PrintStream out, Clock clock) {
    this.out = out;
    this.clock = clock;
  }

  /** Writes one event; {@code fields} adds to it. */
  void emit(String event, Consumer<ObjectNode> fields) {
    ObjectNode line = JSON.createObjectNode().put("event", event);
    line.put("atMicros", ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    fields.accept(line);
    try {
      String text = JSON.writeValueAsString(line);
      synchronized (out) {
        out.println(text);
        out.flush();
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  void emit(String event) {
    emit(event, line -> {});
  }

  /** A failure the person can do something about: a stable code and a sentence. */
  void error(String code, String text) {
    emit("error", line -> line.put("code", code).put("text", text));
  }
}
