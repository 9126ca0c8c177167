package org.phantomnet.desktop.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The events so far by name, for {@code /wait}: each can end one wait only, and a wait takes those
 * before the one it found with it. Thread-safe.
 */
final class EventLog {
  private static final int MOST_OF_A_NAME = 10_000;

  private final Map<String, Deque<JsonNode>> events = new TreeMap<>();

  synchronized void add(JsonNode event) {
    Deque<JsonNode> queue = queue(event.path("event").asText());
    queue.addLast(event);
    if (queue.size() > MOST_OF_A_NAME) {
      queue.removeFirst();
    }
    notifyAll();
  }

  private Deque<JsonNode> queue(String name) {
    return events.computeIfAbsent(name, unused -> new ArrayDeque<>());
  }

  /**
   * @param wanted an event's name, or name:value for one with a field of that value, or with a
   *     field of that name that is true
   * @return whether it came in time
   */
  synchronized boolean await(String wanted, Duration limit) {
    int colon = wanted.indexOf(':');
    String name = colon < 0 ? wanted : wanted.substring(0, colon);
    String value = colon < 0 ? "" : wanted.substring(colon + 1);
    long deadline = System.nanoTime() + limit.toNanos();
    while (!take(queue(name), value)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static boolean take(Deque<JsonNode> queue, String value) {
    if (queue.stream().noneMatch(event -> matches(event, value))) {
      return false;
    }
    while (!matches(queue.removeFirst(), value)) {
      // older than the one that was waited for
    }
    return true;
  }

  private static boolean matches(JsonNode event, String value) {
    if (value.isEmpty() || event.path(value).asBoolean(false)) {
      return true;
    }
    for (JsonNode field : event) {
      if (field.isValueNode() && field.asText().equals(value)) {
        return true;
      }
    }
    return false;
  }
}
