package org.phantomnet.protocol.signal;

/**
 * What an engine can do beyond plain calls; carried in offer and answer and so in the transcript.
 */
public enum Capability {
  VIDEO,
  REKEY,
  MODE_SWITCH,
  MEDIA_SHIELD,
  FRAME_KEYS,
  /** It places the continuation of a call that moves to another device (CALL-80). */
  MOVE
}
