package org.phantomnet.engine.blackout;

/** What is hidden. */
public enum BlackoutMode {
  /** Body, face, hands and clothing are black. */
  PERSON_BLACK,
  /** Everything is black: a camera that is on and shows nothing. */
  ALL_BLACK,
  /** The person is seen, the room is black. */
  BACKGROUND_MASKED
}
