package org.phantomnet.engine.blackout;

/**
 * What a person wants of the own camera. Who has not chosen has {@link #DEFAULT}: nothing but the
 * person's own command makes {@link PersonShownUnmasked}.
 */
public sealed interface CameraChoice {
  /** The person black, the room as it is. */
  CameraChoice DEFAULT = new Hidden(BlackoutMode.PERSON_BLACK, Outline.FINE);

  /** Something is hidden. */
  record Hidden(BlackoutMode mode, Outline outline) implements CameraChoice {}

  /** No blackout at all: the person has said to be seen as the camera sees. */
  record PersonShownUnmasked() implements CameraChoice {}
}
