package org.phantomnet.conformance.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a stream of datagrams meets between two machines: their clock is the same one. Immutable.
 *
 * @param sent how many
 * @param numbers of those that arrived, in the order they did
 * @param microseconds each was on its way, in the same order
 */
public record PathCheck(int sent, List<Integer> numbers, List<Long> microseconds) {
  private static final int PORT = 7000;

  public PathCheck {
    numbers = List.copyOf(numbers);
    microseconds = List.copyOf(microseconds);
  }

  /**
   * Sends them and waits for the last one.
   *
   * @param size of a datagram's content in bytes, at least 16
   * @param patience how long the last one may be on its way
   */
  public static PathCheck of(
      Lab lab, String from, String to, int count, int perSecond, int size, Duration patience)
      throws IOException {
    List<String> receive = lab.script("stream.py", "receive", "" + PORT);
    try (Talk receiver = new Talk(lab.on(to, receive), lab.errors("receive-" + to))) {
      receiver.await("ready");
      List<String> send = new ArrayList<>(lab.script("stream.py", "send"));
      send.addAll(List.of(lab.address(to, Family.IPV4), "" + PORT, "" + count));
      send.addAll(List.of("" + perSecond, "" + size));
      lab.run(from, send.toArray(String[]::new));
      lab.run(from, "sleep", "" + patience.toMillis() / 1000.0);
      receiver.endInput();
      JsonNode received = receiver.await("received");
      List<Integer> numbers = new ArrayList<>();
      received.path("numbers").forEach(number -> numbers.add(number.asInt()));
      List<Long> delays = new ArrayList<>();
      received.path("delays").forEach(delay -> delays.add(delay.asLong()));
      return new PathCheck(count, numbers, delays);
    }
  }

  public int lost() {
    return sent - numbers.size();
  }

  public boolean isInOrder() {
    return numbers.equals(numbers.stream().sorted().toList());
  }

  /** The delay that this share of them did not exceed, in microseconds. */
  public long quantile(double share) {
    List<Long> sorted = new ArrayList<>(microseconds);
    Collections.sort(sorted);
    return sorted.get(Math.min(sorted.size() - 1, (int) (share * sorted.size())));
  }

  public long median() {
    return quantile(0.5);
  }
}
