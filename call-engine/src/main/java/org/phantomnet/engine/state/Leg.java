package org.phantomnet.engine.state;

/**
 * The caller's view of one callee device while the call rings.
 *
 * @param connecting its path connects already
 * @param challenged it asked once whether the caller is still there, and was answered
 */
public record Leg(int device, Stage stage, boolean connecting, boolean challenged) {
  /** How far a leg is. */
  public enum Stage {
    OPENING,
    OFFERED,
    RINGING,
    ANSWERED
  }

  static Leg opening(int device) {
    return new Leg(device, Stage.OPENING, false, false);
  }

  boolean offered() {
    return stage != Stage.OPENING;
  }

  boolean answered() {
    return stage == Stage.ANSWERED;
  }

  /** Never goes back: a late RING leaves an answered leg answered. */
  Leg at(Stage reached) {
    return reached.compareTo(stage) > 0 ? new Leg(device, reached, connecting, challenged) : this;
  }

  Leg nowConnecting() {
    return new Leg(device, stage, true, challenged);
  }

  Leg nowChallenged() {
    return new Leg(device, stage, connecting, true);
  }
}
