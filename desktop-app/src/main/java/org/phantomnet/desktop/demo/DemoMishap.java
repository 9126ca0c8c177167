package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.demo.DemoOptions.Disturbance;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.desktop.ui.Timeline;

/**
 * Something breaks while the two talk, and the call must go on: a relay dies for which there is
 * another, or Bob's network is gone for some seconds; or a relay is dead before they call. How long
 * nothing was heard is taken from the recordings. One use; one thread.
 */
final class DemoMishap implements DemoIncident {
  /** How long Bob has no network. */
  static final Duration OUTAGE = Duration.ofSeconds(4);

  /** After a network is back. */
  private static final Duration AFTER_OUTAGE = Duration.ofSeconds(2);

  /** Until the next relay carries the call. */
  private static final Duration AFTER_RELAY = Duration.ofSeconds(5);

  /** What any call has: the demo judges the mishap, not the machine. */
  static final Duration TOLERANCE = Duration.ofMillis(300);

  /** Else nothing was dropped, and the demo proves nothing. */
  private static final Duration MUST_BE_FELT = OUTAGE.dividedBy(2);

  private static final int WINDOWS_A_SECOND = 50;

  /** Of full scale; speech is far above it, comfort noise far below. */
  private static final double SILENCE = 150 / 32_768.0;

  private static final Duration RETURN_LIMIT = Duration.ofSeconds(30);
  private static final String MAILBOX_FAMILY = "north";

  private final DemoOptions options;
  private final Timeline timeline;
  private final DemoReport report;
  private final DemoEstate estate;

  DemoMishap(DemoOptions options, Timeline timeline, DemoReport report, DemoEstate estate) {
    this.options = options;
    this.timeline = timeline;
    this.report = report;
    this.estate = estate;
  }

  /** The relay of the call before dies, without a word: the next call meets it dead. */
  void beforeACall(DemoClient alice) throws DemoFailure {
    String family = family(last(alice).path("path"));
    estate.kill(family);
    timeline.event(
        "demo", "killed the relay of operator family " + family + " before the next call");
  }

  @Override
  public void happens(DemoClient alice, DemoClient bob) throws DemoFailure {
    if (options.disturbance() == Disturbance.KILL_RELAY) {
      String family = family(last(alice).path("path"));
      timeline.event("demo", "kills the relay of operator family " + family);
      estate.kill(family);
    } else {
      timeline.event("demo", "pulls Bob's network cable for " + OUTAGE.toSeconds() + " s");
      cable(false);
      pause(OUTAGE);
      cable(true);
      timeline.event("demo", "puts Bob's network cable back");
    }
    pause(AFTER_RELAY);
    for (DemoClient client : List.of(alice, bob)) {
      awaitConnected(client);
    }
  }

  /** One that the call uses and that is not the mailbox; any that is not where it uses none. */
  private static String family(JsonNode path) {
    for (String end : List.of("relayOperator", "remoteOperator")) {
      String family = path.path(end).asText();
      if (!family.isEmpty() && !family.equals(MAILBOX_FAMILY)) {
        return family;
      }
    }
    return "south";
  }

  private void cable(boolean connected) throws DemoFailure {
    try {
      options.place().connected("bob", connected);
    } catch (IOException e) {
      throw new DemoFailure("drop the network", String.valueOf(e.getMessage()));
    }
  }

  private void awaitConnected(DemoClient client) throws DemoFailure {
    long deadline = System.nanoTime() + RETURN_LIMIT.toNanos();
    JsonNode now = last(client);
    while (!now.path("phase").asText().equals("CONNECTED")) {
      if (now.path("phase").asText().equals("ENDED") || System.nanoTime() > deadline) {
        throw new DemoFailure(
            "the call goes on",
            client.person()
                + (now.has("endText")
                    ? "'s call ended: " + now.path("endText").asText()
                    : " is not connected again"));
      }
      pause(Duration.ofMillis(100));
      now = last(client);
    }
    if (!now.path("mode").asText().equals(options.mode().name())) {
      throw new DemoFailure("the call goes on", "in another mode");
    }
    int connections = now.path("connections").asInt(1);
    report.side("connections", client.person().toLowerCase(Locale.ROOT), connections);
    timeline.event(
        client.person(), "is connected; connections in this call so far: " + connections);
  }

  /** The call as that client last showed it. */
  static JsonNode last(DemoClient client) throws DemoFailure {
    List<JsonNode> events = client.process().events();
    for (int i = events.size() - 1; i >= 0; i--) {
      if (events.get(i).path("event").asText().equals("call")) {
        return events.get(i);
      }
    }
    throw new DemoFailure("the call goes on", client.person() + " shows no call");
  }

  @Override
  public void judge() throws DemoFailure, IOException {
    Duration allowed =
        (options.disturbance() == Disturbance.KILL_RELAY ? AFTER_RELAY : OUTAGE.plus(AFTER_OUTAGE))
            .plus(TOLERANCE);
    Duration felt =
        options.disturbance() == Disturbance.DROP_NETWORK ? MUST_BE_FELT : Duration.ZERO;
    for (String listener : List.of("alice", "bob")) {
      Path heard = options.report().resolve(listener + "-heard.wav");
      long silence = longestSilence(Wav.read(heard)).toMillis();
      report.side("longestSilenceMs", listener, silence);
      timeline.text(
          String.format(
              Locale.ROOT,
              "  longest silence that %s heard, pauses of the speech in it: %d ms (at most %d ms)",
              listener,
              silence,
              allowed.toMillis()));
      if (silence > allowed.toMillis()) {
        throw new DemoFailure("audio gap", listener + " heard nothing for " + silence + " ms");
      }
      if (silence < felt.toMillis()) {
        throw new DemoFailure("audio gap", "the network was not gone: " + silence + " ms");
      }
    }
  }

  /**
   * No shorter than the gap that the mishap made: where the speaker paused at its ends, longer.
   * (The gaps of the comparison end at every pause, so they tell less than was lost.)
   */
  static Duration longestSilence(Sound heard) {
    int window = heard.rate() / WINDOWS_A_SECOND;
    int longest = 0;
    int run = 0;
    for (int at = 0; at + window <= heard.length(); at += window) {
      double sum = 0;
      for (int i = at; i < at + window; i++) {
        sum += heard.sample(i) * heard.sample(i);
      }
      run = Math.sqrt(sum / window) > SILENCE ? 0 : run + 1;
      longest = Math.max(longest, run);
    }
    return Duration.ofSeconds(longest).dividedBy(WINDOWS_A_SECOND);
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
