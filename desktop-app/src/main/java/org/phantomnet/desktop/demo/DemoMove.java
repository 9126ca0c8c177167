package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.ui.Timeline;

/**
 * Bob takes the call from the device on which he answered to his first one: both devices, and
 * Alice, must say so, and Alice must not sit in silence longer than the voice pauses. One use; one
 * thread.
 */
final class DemoMove {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration RINGS = Duration.ofSeconds(2);

  /** What Alice may miss beside the pauses that are spoken. */
  private static final Duration TOLERANCE = Duration.ofSeconds(1);

  private static final String MOVED = "MOVED";

  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoReport report;

  DemoMove(DemoOptions options, Timeline timeline, DemoReport report) {
    this.options = options;
    this.timeline = timeline;
    this.report = report;
  }

  /**
   * @param from the device that the call is on
   * @param to Bob's first device
   */
  void happens(DemoClient alice, DemoClient from, DemoClient to) throws DemoFailure {
    to.process().forget();
    timeline.event(from.person(), "takes the call to " + to.person());
    from.process().tell("move", Map.of("device", 1));
    JsonNode asked =
        from.process()
            .await(
                event -> event.at("/move/state").asText().equals("ASKED"),
                LIMIT,
                from.person() + " asks to move the call",
                "move");
    JsonNode rings = to.awaitPhase("RINGING", LIMIT, to.person() + " rings");
    if (!rings.has("continues")) {
      throw new DemoFailure("move the call", to.person() + " is not told that a call goes on");
    }
    report.timing("moveToRingMs", DemoStory.millis(asked, rings));
    pause(RINGS);
    to.process().tell("answer", Map.of());
    JsonNode answered = to.process().await("answering", LIMIT, to.person() + " answers");
    JsonNode heard = to.awaitCall("firstAudio", LIMIT, to.person() + " hears Alice");
    JsonNode goesOn = awaitContinued(alice);
    JsonNode over = from.awaitPhase("ENDED", LIMIT, from.person() + "'s call ends");
    if (!over.path("end").asText().equals(MOVED)) {
      throw new DemoFailure("move the call", "it ended as " + over.path("end").asText());
    }
    from.awaitCall("engineReleased", LIMIT, from.person() + "'s engine is released");
    report.timing("moveAnswerToAudioMs", DemoStory.millis(answered, heard));
    report.timing("moveAnswerToSwitchMs", DemoStory.millis(answered, goesOn));
    timeline.event(
        "both",
        String.format(
            Locale.ROOT,
            "talk on at %s %.0f ms after the answer there; %s's call ended as moved",
            to.person(),
            DemoStory.millis(answered, heard),
            from.person()));
    alice.process().forget();
  }

  /** Alice's screen: the other call is the one that runs now. */
  private static JsonNode awaitContinued(DemoClient alice) throws DemoFailure {
    return alice
        .process()
        .await(
            event -> event.path("phase").asText().equals("CONNECTED") && event.has("continues"),
            LIMIT,
            "Alice's call goes on at the other device",
            "continues");
  }

  /** After the call: what Alice heard, and what each wrote down. */
  void judge(DemoClient alice, DemoClient from, DemoClient to) throws DemoFailure {
    requireResults(alice, List.of("HUNG_UP_LOCALLY", MOVED));
    requireResults(from, List.of(MOVED));
    requireResults(to, List.of("HUNG_UP_REMOTELY", "ACCEPTED_ELSEWHERE"));
    try {
      long pause = Math.max(silence(from, "said"), silence(to, "said"));
      long heard = silence(alice, "heard");
      report.put("moveLongestPauseSpokenMs", (int) pause);
      report.put("moveLongestSilenceHeardMs", (int) heard);
      timeline.text(
          String.format(
              Locale.ROOT,
              "  Alice heard: longest silence %d ms over the move (the longest pause spoken is %d"
                  + " ms, %d ms more are allowed)",
              heard,
              pause,
              TOLERANCE.toMillis()));
      if (heard > pause + TOLERANCE.toMillis()) {
        throw new DemoFailure("audio gap", "Alice heard nothing for " + heard + " ms");
      }
    } catch (IOException e) {
      throw new DemoFailure("compare audio", "a recording could not be read: " + e.getMessage());
    }
  }

  private static void requireResults(DemoClient client, List<String> expected) throws DemoFailure {
    List<String> results = client.history().path("entries").findValuesAsText("result");
    if (results.size() != expected.size() || !results.containsAll(expected)) {
      throw new DemoFailure("call history", client.person() + "'s history says " + results);
    }
  }

  private long silence(DemoClient client, String which) throws IOException {
    Path file =
        options.report().resolve(client.person().toLowerCase(Locale.ROOT) + "-" + which + ".wav");
    return DemoMishap.longestSilence(Wav.read(file)).toMillis();
  }

  private static void pause(Duration length) throws DemoFailure {
    try {
      TimeUnit.MILLISECONDS.sleep(length.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoFailure("talk", "interrupted");
    }
  }
}
