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
   * @return whether it came in time
   */
  synchronized boolean await(Awaited wanted, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!take(queue(wanted.event()), wanted)) {
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

  private static boolean take(Deque<JsonNode> queue, Awaited wanted) {
    if (queue.stream().noneMatch(wanted::matches)) {
      return false;
    }
    while (!wanted.matches(queue.removeFirst())) {
      // older than the one that was waited for
    }
    return true;
  }
}
