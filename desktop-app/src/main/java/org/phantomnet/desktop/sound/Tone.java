package org.phantomnet.desktop.sound;

import java.time.Duration;
import java.util.List;

/**
 * The sounds a call makes before and after people talk. Made here of sine waves; cadences after
 * ITU-T E.180: ringback one second in five, busy half a second in one.
 */
public enum Tone {
  /** Someone calls: three soft notes, then rest. */
  RINGTONE(
      List.of(note(523.25, 180), note(659.26, 180), note(783.99, 540), rest(2600)),
      Tone.FOR_EVER,
      true),

  /** It rings at the other side. */
  RINGBACK(List.of(note(425, 1000), rest(4000)), Tone.FOR_EVER, false),

  /** The other side does not take the call. */
  BUSY(List.of(note(425, 500), rest(500)), 3, true),

  /** The call is over, and not because this person hung up. */
  ENDED(List.of(note(425, 200), rest(200)), 2, false);

  private static final int FOR_EVER = Integer.MAX_VALUE;

  private final List<Part> parts;
  private final int rounds;
  private final boolean bell;

  Tone(List<Part> parts, int rounds, boolean bell) {
    this.parts = parts;
    this.rounds = rounds;
    this.bell = bell;
  }

  /**
   * A stretch of one cadence.
   *
   * @param hertz 0 for silence
   */
  record Part(double hertz, Duration length) {}

  private static Part note(double hertz, int millis) {
    return new Part(hertz, Duration.ofMillis(millis));
  }

  private static Part rest(int millis) {
    return note(0, millis);
  }

  List<Part> parts() {
    return parts;
  }

  int rounds() {
    return rounds;
  }

  /** Worth a terminal bell in each round where there is no loudspeaker. */
  boolean ringsBell() {
    return bell;
  }
}
