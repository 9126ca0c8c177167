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
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.engine.api.VideoStage;

/**
 * Alice asks for video in a call of sound, Bob says yes, and after a while Alice takes it away
 * again: a second and a third connection, over which nobody may hear a break. One use; one thread.
 */
final class DemoAddVideo implements DemoIncident {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** How long they see each other: enough pictures to compare. */
  private static final Duration WATCHING = Duration.ofSeconds(5);

  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoReport report;

  DemoAddVideo(DemoOptions options, Timeline timeline, DemoReport report) {
    this.options = options;
    this.timeline = timeline;
    this.report = report;
  }

  @Override
  public void happens(DemoClient alice, DemoClient bob) throws DemoFailure {
    if (alice.process().events().stream().anyMatch(DemoAddVideo::isFirstPicture)
        || bob.process().events().stream().anyMatch(DemoAddVideo::isFirstPicture)) {
      throw new DemoFailure("add video", "a picture came before anybody asked for one");
    }
    timeline.event("Alice", "asks for video");
    alice.process().tell("video", Map.of());
    await(bob, VideoStage.ASKED, 1);
    timeline.event("Bob", "says yes, and shows his pictures, too");
    Instant agreed = Clock.systemUTC().instant();
    bob.process().tell("answer-video", Map.of("approve", true, "pictures", "ALL"));
    double longest = 0;
    for (DemoClient client : List.of(alice, bob)) {
      JsonNode seen =
          client
              .process()
              .await(
                  DemoAddVideo::isFirstPicture,
                  LIMIT,
                  client.person() + " sees the first picture",
                  "seen");
      longest = Math.max(longest, millis(agreed, seen));
      await(client, VideoStage.VIDEO, 2);
    }
    report.timing("approveToFirstPictureMs", longest);
    timeline.event(
        "both",
        String.format(Locale.ROOT, "saw the first picture %.0f ms after Bob's yes", longest));
    watch();
    back(alice, bob);
  }

  private void back(DemoClient alice, DemoClient bob) throws DemoFailure {
    timeline.event("Alice", "takes the video away");
    Instant ended = Clock.systemUTC().instant();
    alice.process().tell("video", Map.of("on", false));
    double longest = 0;
    for (DemoClient client : List.of(alice, bob)) {
      JsonNode dark = await(client, VideoStage.SOUND, 2);
      longest = Math.max(longest, millis(ended, dark));
      await(client, VideoStage.SOUND, 3);
    }
    report.timing("endToNoPictureMs", longest);
    timeline.event(
        "both",
        String.format(
            Locale.ROOT,
            "stopped their pictures %.0f ms after that, and talk over a connection without video",
            longest));
  }

  private static boolean isFirstPicture(JsonNode event) {
    return event.path("event").asText().equals("recording")
        && event.path("which").asText().equals("seen");
  }

  private static JsonNode await(DemoClient client, VideoStage stage, int connections)
      throws DemoFailure {
    return client
        .process()
        .await(
            event ->
                event.path("event").asText().equals("call")
                    && event.path("video").asText().equals(stage.name())
                    && event.path("connections").asInt() >= connections,
            LIMIT,
            client.person() + "'s call: " + stage,
            stage.name());
  }

  private static double millis(Instant from, JsonNode event) {
    Instant at = Instant.EPOCH.plus(event.path("atMicros").asLong(), ChronoUnit.MICROS);
    return Duration.between(from, at).toNanos() / 1e6;
  }

  private static void watch() {
    try {
      TimeUnit.MILLISECONDS.sleep(WATCHING.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void judge() throws DemoFailure, IOException {
    new DemoUnbroken(options, timeline, report).judge();
  }
}
