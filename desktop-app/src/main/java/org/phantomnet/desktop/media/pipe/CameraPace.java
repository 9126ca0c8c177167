package org.phantomnet.desktop.media.pipe;

/** How a camera's time is kept. The number on the pipe is the place in this list. */
public enum CameraPace {
  /** As spec/21 says. */
  USUAL,
  /** On a device that declares itself weak (BLK-18). */
  WEAK,
  /** For a film, to try the rest: no picture is too slow. */
  PATIENT
}
