package org.phantomnet.conformance.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.signal.CallMode;

/**
 * How one call went. Immutable.
 *
 * @param rang just before it was placed
 * @param accepted just before the callee's person said so
 * @param gates from when on each person's client may send media
 * @param paths the two ends of each person's connection, in ICE's words
 * @param connected when the later side said so
 * @param audio when the later side heard the other
 * @param ended when both sides had said so
 */
record PlacedCall(
    CallMode mode,
    Pairing pairing,
    Instant rang,
    Instant accepted,
    Map<String, Instant> gates,
    Map<String, List<String>> paths,
    Instant connected,
    Instant audio,
    Instant ended) {
  static final String HEADINGS =
      String.format(
          Locale.ROOT,
          "%-8s %-40s %-8s %-15s %-15s %9s %9s %8s",
          "mode",
          "NATs of the left and the right home",
          "path",
          "left: own-far",
          "right: own-far",
          "connected",
          "audio",
          "outside");

  boolean lasts(Instant at) {
    return !at.isBefore(accepted) && !at.isAfter(ended);
  }

  Instant gate(String person) {
    return Optional.ofNullable(gates.get(person)).orElseThrow();
  }

  boolean direct() {
    return paths.values().stream().noneMatch(ends -> ends.contains("relay"));
  }

  /** Only Fast goes past the relays, and only where the NATs let it. */
  boolean mustBeRelayed() {
    return mode != CallMode.FAST || pairing.needsRelay();
  }

  Duration toConnected() {
    return Duration.between(accepted, connected);
  }

  Duration toAudio() {
    return Duration.between(accepted, audio);
  }

  /** A line of the table under {@link #HEADINGS}. */
  String row(int outside) {
    return String.format(
        Locale.ROOT,
        "%-8s %-40s %-8s %-15s %-15s %6d ms %6d ms %8d",
        mode.name().toLowerCase(Locale.ROOT),
        pairing,
        direct() ? "direct" : "relayed",
        String.join("-", paths.getOrDefault(pairing.left(), List.of())),
        String.join("-", paths.getOrDefault(pairing.right(), List.of())),
        toConnected().toMillis(),
        toAudio().toMillis(),
        outside);
  }

  /** Collects what is known one by one. One use; one thread. */
  static final class Builder {
    private final CallMode mode;
    private final Pairing pairing;
    private final Instant rang;
    private final Instant accepted;
    private final Map<String, Instant> gates = new LinkedHashMap<>();
    private final Map<String, List<String>> paths = new LinkedHashMap<>();
    private Instant connected;
    private Instant audio;

    Builder(CallMode mode, Pairing pairing, Instant rang, Instant accepted) {
      this.mode = mode;
      this.pairing = pairing;
      this.rang = rang;
      this.accepted = accepted;
      this.connected = accepted;
      this.audio = accepted;
    }

    void gate(String person, Instant at) {
      gates.put(person, at);
    }

    void path(String person, String own, String far) {
      paths.put(person, List.of(own, far));
    }

    void connected(Instant at) {
      connected = at.isAfter(connected) ? at : connected;
    }

    void audio(Instant at) {
      audio = at.isAfter(audio) ? at : audio;
    }

    PlacedCall ended(Instant at) {
      return new PlacedCall(
          mode,
          pairing,
          rang,
          accepted,
          Map.copyOf(gates),
          Map.copyOf(paths),
          connected,
          audio,
          at);
    }
  }
}
