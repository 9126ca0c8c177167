package org.phantomnet.engine.api;

/** What there is to say of the person's last wish for another mode, beside the mode itself. */
public enum ModeWish {
  /** It was taken back; the other side may have said yes before it heard of that (CALL-91). */
  TAKING_BACK,
  /** For a weaker mode, more often or sooner than a call allows it (CALL-67). */
  TOO_OFTEN
}
