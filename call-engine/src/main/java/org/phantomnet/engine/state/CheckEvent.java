package org.phantomnet.engine.state;

import org.phantomnet.engine.api.EndReason;

/** Outcomes of this device's own checks and effects. */
public sealed interface CheckEvent extends CallEvent {
  /** The contact's limit of automatic replies was asked (RING-3). */
  record ReplyPermitDecided(CallRef call, boolean granted) implements CheckEvent {}

  /**
   * A device of the call sent an answer, confirmation or candidate that authenticates but is not
   * good.
   */
  record SecurityFailed(CallRef call, int device) implements CheckEvent {
    @Override
    public boolean concerns(int peer) {
      return device == peer;
    }
  }

  /** The contact's identity key is no longer the one the call is bound to. */
  record IdentityChanged(CallRef call) implements CheckEvent {}

  /** An effect the call cannot do without failed. */
  record EffectFailed(CallRef call, int device, Failure failure) implements CheckEvent {
    @Override
    public boolean concerns(int peer) {
      return device == peer;
    }
  }

  /** Another call between the same two people is the one that stays (CALL-12). */
  record GlareLost(CallRef call) implements CheckEvent {}

  /** The call goes on as another one, which is connected (CALL-84). */
  record Continued(CallRef call) implements CheckEvent {}

  /** The one that was to continue this call ended before it was connected (CALL-85). */
  record NotContinued(CallRef call, EndReason reason) implements CheckEvent {}

  /** Why an effect failed. */
  enum Failure {
    NOT_SENT,
    INTERNAL
  }
}
