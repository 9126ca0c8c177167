package org.phantomnet.engine.port;

/**
 * What a person wants of the pictures of a call now. Sound is not touched by any of them, nor what
 * the other side sends.
 */
public enum PictureChoice {
  /** Own pictures leave, by the step that the network takes; the other side's are shown. */
  ALL,
  /** As {@link #ALL}, but own pictures leave by the lowest step. */
  LOW,
  /** No own picture leaves; the other side's are shown. */
  WATCH_ONLY,
  /** No own picture leaves, and none of the other side is shown. */
  SOUND_ONLY;

  /** Whether own pictures leave. */
  public boolean shows() {
    return this == ALL || this == LOW;
  }

  /** Whether the other side's pictures are shown here. */
  public boolean watches() {
    return this != SOUND_ONLY;
  }
}
