package org.phantomnet.desktop.media.pipe;

import org.phantomnet.engine.blackout.BlackoutState;

/** What a capture child reports. The client believes none of it. */
public sealed interface FromCapture {
  /** One source there is. */
  record Source(CaptureSource source) implements FromCapture {}

  /** All sources were named. */
  record Listed() implements FromCapture {}

  /** The ring is open, and pictures are taken. */
  record Opened() implements FromCapture {}

  /** A new picture of a screen or window is in that place of the ring. */
  record Frame(int slot) implements FromCapture {}

  /**
   * What the blackout let out of a camera's picture is in that place of the ring.
   *
   * @param choice the number of the choice that it was made by
   * @param state why it is as it is
   * @param took microseconds that the blackout worked on it
   */
  record LetOut(int slot, int choice, BlackoutState state, int took) implements FromCapture {}

  /** A camera's pictures take too long: this one was looked at, and does not leave. */
  record TooSlow(int choice) implements FromCapture {}

  /** The picture is what it was. */
  record Same() implements FromCapture {}

  /** There are none, or no more; the last report. */
  record Failed(CaptureFault fault) implements FromCapture {}
}
