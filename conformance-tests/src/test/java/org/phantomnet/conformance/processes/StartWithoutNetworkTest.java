package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A chat that is started where nothing can be reached, and then the network comes. */
@Tag("beside-others")
class StartWithoutNetworkTest extends ChatEstateFixture {
  /** Shorter than the schedules of list and grants pause after a failure, 20 s at the least. */
  private static final Duration SOON = Duration.ofSeconds(12);

  @Test
  void mailboxReachedAtLast_callsArePossibleSoonAfter() throws IOException, InterruptedException {
    try (LiveChat alice = LiveChat.start(estate(), directory(), "alice", "--name", "alice")) {
      alice.await("registered");
      alice.type("/quit");
      alice.await("closed");
      alice.exitCode();
    }
    estate().stopAll();

    try (LiveChat alice = LiveChat.start(estate(), directory(), "alice")) {
      alice.await("unreachable", mailbox("DISCONNECTED"));
      estate().startAll();
      JsonNode reached = alice.await("reached", mailbox("QUEUE_DELIVERED"));
      JsonNode ready = alice.await("calls-ready");

      long micros = ready.path("atMicros").asLong() - reached.path("atMicros").asLong();
      assertTrue(micros < SOON.toNanos() / 1_000, () -> "calls only after " + micros + " us");
    }
  }

  private static Predicate<JsonNode> mailbox(String state) {
    return LiveChat.named("mailbox").and(told -> told.path("state").asText().equals(state));
  }
}
