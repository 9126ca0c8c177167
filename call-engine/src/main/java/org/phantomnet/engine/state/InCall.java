package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.MoveRefusal;

/**
 * What the states after the accept have in common: one device of the peer, and every loss ends the
 * call with its own reason, never another mode (CALL-15). In Connected and Reconnecting the loss of
 * a relay or a transport does not come here: a new connection is made for it (CALL-50).
 *
 * @param plainHangup what an ordinary hangup of the peer means
 * @param connectionLost what the loss of the connection means
 */
record InCall(
    CallState state,
    CallFacts facts,
    int device,
    Duration talked,
    EndReason plainHangup,
    EndReason connectionLost,
    Instant now) {

  /** Empty if the event is not one of those that mean the same in all these states. */
  Optional<Transition> on(CallEvent event) {
    if (event instanceof PersonEvent.HangupPressed) {
      return Optional.of(end(EndReason.HUNG_UP_LOCALLY));
    } else if (event instanceof MessageEvent.HangupReceived hangup) {
      return Optional.of(
          Ending.end(
              facts,
              Ending.of(hangup.reason(), plainHangup),
              Optional.empty(),
              talked,
              now,
              List.of()));
    } else if (event instanceof MessageEvent.ModeSwitchRequestReceived request) {
      return Optional.of(refuse(request));
    } else if (event instanceof MessageEvent.MediaRequestReceived request) {
      return Optional.of(refuse(request));
    } else if (event instanceof MessageEvent.MoveReceived) {
      return Optional.of(refuseMove(MoveRefusal.NOT_NOW));
    } else if (event instanceof CheckEvent.IdentityChanged) {
      return Optional.of(identityChanged());
    } else {
      return lost(event).map(reason -> end(reason));
    }
  }

  /** Where candidates travel by themselves, they do as soon as both people want the call. */
  @Rule("CALL-40")
  Optional<Transition> candidates(CallEvent event) {
    if (event instanceof MessageEvent.CandidatesReceived) {
      return Optional.of(Transition.to(state, new PathEffect.AddCandidates(facts.call(), device)));
    } else if (event instanceof PathEvent.CandidatesFound) {
      return Optional.of(Transition.to(state, new SendEffect.SendCandidates(facts.call(), device)));
    }
    return Optional.empty();
  }

  @Rule({"CALL-15", "CALL-41"})
  private Optional<EndReason> lost(CallEvent event) {
    if (event instanceof PathEvent.RelayLost) {
      return Optional.of(EndReason.RELAY_LOST);
    } else if (event instanceof PathEvent.EngineFailed failed) {
      return Optional.of(Ending.of(failed.reason(), connectionLost));
    } else if (event instanceof PathEvent.PathFailed failed) {
      return Optional.of(failed.reason());
    } else if (event instanceof CheckEvent.SecurityFailed) {
      return Optional.of(EndReason.SECURITY_FAILURE);
    } else if (event instanceof CheckEvent.EffectFailed failed) {
      return Optional.of(Ending.of(failed.failure()));
    }
    return Optional.empty();
  }

  /** A call is bound to one identity key; with another it ends at once (CALL-20). */
  @Rule("CALL-20")
  private Transition identityChanged() {
    return end(EndReason.IDENTITY_CHANGED);
  }

  /**
   * Changes of mode are never accepted by themselves; until they are built, all are refused
   * (CALL-21).
   */
  @Rule("CALL-21")
  private Transition refuse(MessageEvent.ModeSwitchRequestReceived request) {
    return Transition.to(
        state,
        new SendEffect.RefuseModeSwitch(
            facts.call(), device, request.epoch(), request.to(), request.name()));
  }

  /**
   * Changes of media are never accepted by themselves; until they are built, all are refused
   * (CALL-22).
   */
  @Rule("CALL-22")
  private Transition refuse(MessageEvent.MediaRequestReceived request) {
    return Transition.to(
        state, new SendEffect.RefuseMedia(facts.call(), device, request.sequence()));
  }

  /** What the other calls of the device mean to one in which people talk. */
  Optional<Transition> continued(CallEvent event) {
    if (event instanceof CheckEvent.Continued) {
      return Optional.of(end(EndReason.MOVED));
    } else if (event instanceof CheckEvent.NotContinued lost) {
      return Optional.of(refuseMove(Ending.ofContinuation(lost.reason())));
    }
    return Optional.empty();
  }

  private Transition refuseMove(MoveRefusal refusal) {
    return Transition.to(state, new SendEffect.RefuseMove(facts.call(), device, refusal));
  }

  Transition end(EndReason reason) {
    return Ending.end(
        facts,
        reason,
        Optional.empty(),
        talked,
        now,
        List.of(Ending.hangup(facts.call(), device, Ending.toPeer(reason))));
  }
}
