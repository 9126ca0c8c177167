package org.phantomnet.desktop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.phantomnet.desktop.ui.CallWords;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.desktop.ui.RateWords;
import org.phantomnet.desktop.ui.Timeline;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.privacy.ConstantRate;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Turns the clients' events into lines a person can follow. Called on the reading threads;
 * thread-safe.
 */
final class DemoNarrator {
  private final Timeline timeline;
  private final Map<String, String> phases = new HashMap<>();
  private final Map<String, Boolean> shown = new HashMap<>();
  private final Map<String, String> badges = new HashMap<>();

  DemoNarrator(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Forgets what was shown of the last call. */
  synchronized void newCall() {
    phases.clear();
    shown.clear();
    badges.clear();
  }

  synchronized void accept(String who, JsonNode event) {
    switch (event.path("event").asText()) {
      case "opened" ->
          timeline.event(
              who,
              String.format(
                  Locale.ROOT,
                  "client ready %d ms after its key derivation (%d ms)",
                  event.path("readyMs").asLong(),
                  event.path("keyDerivationMs").asLong()));
      case "registered" ->
          timeline.event(
              who,
              "registered as " + event.path("address").asText() + "; prekeys published (PQXDH)");
      case "contact-request" -> timeline.event(who, "receives a contact request");
      case "contact" -> timeline.event(who, "contact accepted; calls may ring");
      case "chat" -> timeline.event(who, "reads: \"" + event.path("text").asText() + "\"");
      case "call" -> call(who, event);
      case "error" -> timeline.event(who, "problem: " + event.path("text").asText());
      default -> {
        // answers to the demo's own questions are told by the story
      }
    }
  }

  private void call(String who, JsonNode event) {
    String phase = event.path("phase").asText();
    if (!phase.equals(phases.put(who, phase))) {
      phase(who, phase, event);
    }
    if (phase.equals("CONNECTED")) {
      mode(who, event);
    }
    once(
        who,
        "keysConfirmed",
        event,
        "call keys agreed and confirmed both ways (X25519 + ML-KEM-768, bound to the chat)");
    once(who, "transportConnected", event, "path up, DTLS fingerprint verified; gate still closed");
    if (event.path("video").asText().equals("AGREED") && shown.put(who + "/video", true) == null) {
      timeline.event(who, VideoWords.COMING);
    }
    once(who, "gateOpen", event, "gate opens: media may flow");
    once(who, "firstAudio", event, "hears the first audio");
    once(who, "keysDestroyed", event, "call keys destroyed");
    once(who, "engineReleased", event, "media child is gone, devices released");
    rate(who, event.path("constantRate").asText());
    JsonNode quality = event.path("quality");
    if (quality.isObject() && phase.equals("CONNECTED")) {
      timeline.status(
          String.format(
              Locale.ROOT,
              "%s: %d packets, %d lost, round trip %d ms, MOS %.2f",
              who,
              quality.path("packetsReceived").asLong(),
              quality.path("packetsLost").asLong(),
              quality.path("roundTripMs").asLong(),
              quality.path("mos").asDouble()));
    }
  }

  private void phase(String who, String phase, JsonNode event) {
    switch (phase) {
      case "DIALING" -> timeline.event(who, "calls");
      case "REMOTE_RINGING" -> timeline.event(who, "hears the ringback");
      case "RINGING" ->
          timeline.event(who, "rings: incoming " + event.path("mode").asText() + " call");
      case "CONNECTED" -> {
        timeline.event(who, "is connected");
        badges.remove(who);
      }
      case "RECONNECTING" -> timeline.event(who, CallWords.RECONNECTING);
      case "ENDED" -> timeline.event(who, "call ended: " + event.path("endText").asText());
      default -> {
        // INCOMING and CONNECTING are shown by their milestones
      }
    }
  }

  /** The mode in use, and the one that is being switched to. */
  private void mode(String who, JsonNode event) {
    CallMode mode = CallMode.valueOf(event.path("mode").asText());
    String label = ModeWords.label(mode, event.path("addressShown").asBoolean());
    if (!mode.name().equals(badges.put(who, mode.name()))) {
      timeline.badge(mode.name(), label, encryption(event, mode));
    }
    String to = event.path("switching").asText();
    if (!to.isEmpty() && shown.put(who + "/switching", true) == null) {
      timeline.event(who, ModeWords.switching(mode, CallMode.valueOf(to)));
    }
  }

  private static String encryption(JsonNode event, CallMode mode) {
    boolean encrypted =
        event.path("keysConfirmed").asBoolean() && event.path("transportConnected").asBoolean();
    return encrypted
        ? "end-to-end encrypted, "
            + ModeWords.media(mode)
            + ": keys bound to the chat's post-quantum session"
        : "not encrypted yet";
  }

  private void rate(String who, String name) {
    boolean tells =
        name.equals(ConstantRate.VERIFIED.name()) || name.equals(ConstantRate.VIOLATED.name());
    if (tells && shown.put(who + "/" + name, true) == null) {
      timeline.event(who, "constant rate: " + RateWords.of(ConstantRate.valueOf(name)));
    }
  }

  private void once(String who, String flag, JsonNode event, String text) {
    if (event.path(flag).asBoolean() && shown.put(who + "/" + flag, true) == null) {
      timeline.event(who, text);
    }
  }
}
