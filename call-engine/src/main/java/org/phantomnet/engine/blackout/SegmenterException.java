package org.phantomnet.engine.blackout;

/** A person cannot be looked for. Its message is the reason's name and nothing else. */
public final class SegmenterException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The model is not there. */
    MODEL_MISSING,
    /** The model is not the one that this version was measured with. */
    MODEL_HASH,
    /** The model cannot be read, or has other inputs and outputs. */
    MODEL_CORRUPT,
    /** No native library for this machine. */
    NO_LIBRARY,
    /** The model did not run. */
    RUN_FAILED
  }

  private final Reason reason;

  public SegmenterException(Reason reason) {
    super(reason.name());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
