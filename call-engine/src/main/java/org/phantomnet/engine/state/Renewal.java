package org.phantomnet.engine.state;

/**
 * How far a new connection beside the one in use is (CALL-50). Pure data, carried from state to
 * state while the call lasts.
 *
 * @param wanted what asks for it still holds at this device, so attempts follow until one stands
 * @param failures attempts that failed since then, counted to {@link #MOST_COUNTED}
 */
public record Renewal(Step step, boolean wanted, int failures) {
  /** The next attempt starts no later for more of them. */
  static final int MOST_COUNTED = 3;

  static final Renewal NONE = new Renewal(Step.NONE, false, 0);

  /** What goes on at this device. */
  public enum Step {
    NONE,
    /** The timer runs until the next attempt. */
    WAITING,
    /** The own next path opens, to be requested with. */
    OPENING,
    /** The request left. */
    REQUESTED,
    /** The own next path opens, to answer the peer's request with. */
    ANSWERING,
    /** Each side knows the other's next path. */
    CONNECTING
  }

  /** True while there is a path beside the one in use, or about to be. */
  boolean hasPath() {
    return step != Step.NONE && step != Step.WAITING;
  }

  Renewal at(Step reached) {
    return new Renewal(reached, wanted, failures);
  }
}
