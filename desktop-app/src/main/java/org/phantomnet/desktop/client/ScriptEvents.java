package org.phantomnet.desktop.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Writes what happens in the client as JSON lines, each with its time in microseconds since the
 * epoch. All beyond ASCII is escaped, so that what others wrote cannot steer a terminal that shows
 * the lines. Thread-safe.
 */
public final class ScriptEvents {
  private static final ObjectMapper JSON = new ObjectMapper();

  static {
    JSON.getFactory().enable(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature());
  }

  private final PrintStream out;
  private final Clock clock;
  private final Consumer<JsonNode> tap;

  public ScriptEvents(PrintStream out, Clock clock) {
    this(out, clock, event -> {});
  }

  /**
   * @param tap sees each event once it is written, in the order written; must return quickly
   */
  public ScriptEvents(PrintStream out, Clock clock, Consumer<JsonNode> tap) {
    this.out = out;
    this.clock = clock;
    this.tap = tap;
  }

  /** Writes one event; {@code fields} adds to it. */
  public void emit(String event, Consumer<ObjectNode> fields) {
    ObjectNode line = JSON.createObjectNode().put("event", event);
    line.put("atMicros", ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant()));
    fields.accept(line);
    try {
      String text = JSON.writeValueAsString(line);
      synchronized (out) {
        out.println(text);
        out.flush();
        tap.accept(line);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public void emit(String event) {
    emit(event, line -> {});
  }

  /** A failure the person can do something about: a stable code and a sentence. */
  public void error(String code, String text) {
    emit("error", line -> line.put("code", code).put("text", text));
  }
}
