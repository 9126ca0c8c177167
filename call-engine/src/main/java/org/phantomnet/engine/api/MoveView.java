package org.phantomnet.engine.api;

/**
 * A call that its person moves, or tried to move, to another device of theirs.
 *
 * @param device the number of that device
 */
public record MoveView(int device, State state) {
  /** What became of it. */
  public enum State {
    /** It rings there, or is about to; this call goes on meanwhile. */
    ASKED,
    /** There is no such device, or the other side does not know it. */
    NOT_ALLOWED,
    /**
     * Another move, an interruption or another call stands in the way; or it was moved too often.
     */
    NOT_NOW,
    DECLINED,
    BUSY,
    /** Nobody took it there. */
    NO_ANSWER,
    FAILED,
    /** The other side said nothing. */
    NO_REPLY,
    /** The other side's device cannot do it. */
    UNSUPPORTED
  }
}
