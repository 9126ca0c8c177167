package org.phantomnet.desktop.ui;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.CallSnapshot.QualityView;
import org.phantomnet.protocol.signal.MediaKind;

/** A call in plain words: where it stands, what the lock means now, how it sounds. */
public final class CallWords {
  private static final double[] BARS_FROM = {1.0, 2.6, 3.1, 3.6, 4.0};

  private CallWords() {}

  public static String phase(CallSnapshot call) {
    return switch (call.phase()) {
      case DIALING -> "Calling";
      case REMOTE_RINGING -> "Ringing at";
      case INCOMING, RINGING ->
          call.outgoing()
              ? "Calling"
              : call.media() == MediaKind.AUDIO ? "Incoming call from" : "Incoming video call from";
      case CONNECTING -> "Connecting to";
      case CONNECTED -> "In a call with";
      case RECONNECTING -> "Reconnecting to";
      case ENDED -> "Call ended with";
    };
  }

  /** While the connection is lost: what happens, so that nobody hangs up for it. */
  public static final String RECONNECTING = "connection lost, trying again; the call goes on";

  /** Whether everything that the lock stands for holds now, but for the comparison by people. */
  public static boolean isLocked(CallSnapshot call) {
    return call.keysConfirmed() && call.transportConnected() && call.phase() != Phase.ENDED;
  }

  /** What the lock means at this moment. */
  public static String lock(CallSnapshot call, boolean verified) {
    if (call.phase() == Phase.ENDED) {
      return call.keysDestroyed()
          ? "The call's keys are destroyed."
          : "The call's keys are being destroyed.";
    }
    if (!call.keysConfirmed()) {
      return "No keys yet: nothing is sent or heard before both sides have proved theirs.";
    }
    if (!call.transportConnected()) {
      return "Keys confirmed; connecting. Nothing is sent or heard yet.";
    }
    return "Encrypted end to end, "
        + ModeWords.media(call.mode())
        + ", "
        + (verified ? "safety number verified." : "not verified yet (/verify).");
  }

  /** How many of five bars. */
  public static int bars(QualityView quality) {
    int bars = 0;
    for (double from : BARS_FROM) {
      bars += quality.mos() >= from ? 1 : 0;
    }
    return bars;
  }

  public static String quality(QualityView quality) {
    String word =
        switch (bars(quality)) {
          case 5 -> "very good";
          case 4 -> "good";
          case 3 -> "fair";
          case 2 -> "poor";
          default -> "bad";
        };
    return String.format(
        Locale.ROOT,
        "%s, %d ms round trip, %d ms jitter, %.1f %% lost, %.1f %% made up",
        word,
        quality.roundTrip().toMillis(),
        quality.jitter().toMillis(),
        100 * quality.loss(),
        100 * quality.concealment());
  }

  /** What a person can do where it sounds bad. */
  public static Optional<String> advice(QualityView quality) {
    return quality.poor()
        ? Optional.of("Poor network. Move closer to it, or stop other downloads.")
        : Optional.empty();
  }

  /** 07:05, or 1:07:05. */
  public static String clock(Duration talked) {
    long hours = talked.toHours();
    return hours > 0
        ? String.format(
            Locale.ROOT, "%d:%02d:%02d", hours, talked.toMinutesPart(), talked.toSecondsPart())
        : String.format(Locale.ROOT, "%02d:%02d", talked.toMinutesPart(), talked.toSecondsPart());
  }
}
