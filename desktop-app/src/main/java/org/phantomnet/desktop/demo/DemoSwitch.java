package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Alice asks for Private while the two talk in Fast: both must come to use a second connection over
 * both relays, and nobody may hear a break. One use; one thread.
 */
final class DemoSwitch implements DemoIncident {
  private static final CallMode TO = CallMode.PRIVATE;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoReport report;

  DemoSwitch(DemoOptions options, Timeline timeline, DemoReport report) {
    this.options = options;
    this.timeline = timeline;
    this.report = report;
  }

  @Override
  public void happens(DemoClient alice, DemoClient bob) throws DemoFailure {
    Instant asked = Clock.systemUTC().instant();
    timeline.event("Alice", "asks for " + ModeWords.change(TO));
    alice.process().tell("mode", Map.of("mode", TO.name().toLowerCase(Locale.ROOT)));
    double longest = 0;
    for (DemoClient client : List.of(alice, bob)) {
      JsonNode switched = await(client);
      Instant at = Instant.EPOCH.plus(switched.path("atMicros").asLong(), ChronoUnit.MICROS);
      longest = Math.max(longest, Duration.between(asked, at).toNanos() / 1e6);
      check(client, switched);
    }
    report.timing("switchMs", longest);
    timeline.event("both", String.format(Locale.ROOT, "use it %.0f ms after Alice asked", longest));
  }

  /** The snapshot in which the call is in the new mode, with the path that goes with it. */
  private static JsonNode await(DemoClient client) throws DemoFailure {
    return client
        .process()
        .await(
            event ->
                event.path("event").asText().equals("call")
                    && event.path("mode").asText().equals(TO.name())
                    && event.path("connections").asInt() > 1
                    && event.at("/path/localType").asText().equals("relay"),
            LIMIT,
            client.person() + "'s call in " + ModeWords.name(TO),
            TO.name());
  }

  private void check(DemoClient client, JsonNode switched) throws DemoFailure {
    String side = client.person().toLowerCase(Locale.ROOT);
    DemoPath path = new DemoPath(switched.path("path"));
    report.side("pathAfter", side, switched.path("path"));
    report.side("connections", side, switched.path("connections"));
    report.side("modeAfter", side, switched.path("mode"));
    timeline.event(client.person(), path.words());
    path.check(client.person(), TO);
    if (!switched.path("addressShown").asBoolean() || switched.has("switching")) {
      throw new DemoFailure(
          "switch the mode", client.person() + " is not told that the address was seen in Fast");
    }
  }

  @Override
  public void judge() throws DemoFailure, IOException {
    new DemoUnbroken(options, timeline, report).judge();
  }
}
