package org.phantomnet.engine.api;

/** How far pictures are part of a call in which people talk. */
public enum VideoStage {
  /** The call is one of sound, and nobody asks for more. */
  SOUND,
  /** The person here asked for video; the other side has not answered (CALL-72). */
  ASKING,
  /** The other side asks for video: the person here is to decide (CALL-73). */
  ASKED,
  /** Both people want it; a connection that carries it is on its way (CALL-76). */
  AGREED,
  /** The connection in use carries it. */
  VIDEO;

  /** Whether both people want pictures in the call. */
  public boolean isAgreed() {
    return this == AGREED || this == VIDEO;
  }
}
