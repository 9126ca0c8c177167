package org.phantomnet.engine.state;

import java.time.Instant;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;

/**
 * At least one device of the callee rings or answered. Connections may stand already; nobody has
 * accepted.
 */
public record RemoteRinging(CallFacts facts, Legs legs) implements CallState {
  private static final Set<Class<? extends CallEvent>> IGNORED =
      Set.of(
          TimerEvent.RenewDue.class,
          PathEvent.RelaySilent.class,
          PathEvent.RelayHeard.class,
          PathEvent.RelayRebound.class,
          PathEvent.PeerHeard.class,
          PathEvent.NetworkChanged.class,
          PathEvent.NextAgreed.class,
          PathEvent.NextReady.class,
          PathEvent.NextFailed.class,
          PathEvent.NextConnected.class,
          PersonEvent.StartRequested.class,
          PersonEvent.AnswerPressed.class,
          PersonEvent.DeclinePressed.class,
          PersonEvent.MutePressed.class,
          MessageEvent.OfferReceived.class,
          MessageEvent.ConfirmReceived.class,
          MessageEvent.CandidatesReceived.class,
          MessageEvent.SelectedReceived.class,
          MessageEvent.NonceResponseReceived.class,
          MessageEvent.RekeyReceived.class,
          MessageEvent.ModeSwitchRequestReceived.class,
          MessageEvent.ModeSwitchAckReceived.class,
          MessageEvent.UpdateReceived.class,
          MessageEvent.MediaRequestReceived.class,
          MessageEvent.MediaAckReceived.class,
          MessageEvent.MoveReceived.class,
          MessageEvent.StrayReceived.class,
          MessageEvent.NewerOfferReceived.class,
          PathEvent.CandidatesFound.class,
          PathEvent.TransportInterrupted.class,
          PathEvent.GateOpened.class,
          CheckEvent.Continued.class,
          CheckEvent.NotContinued.class,
          CheckEvent.ReplyPermitDecided.class,
          TimerEvent.PreConnectDue.class,
          TimerEvent.ConnectTimeout.class,
          TimerEvent.ReconnectTimeout.class,
          TimerEvent.NonceTimeout.class,
          TimerEvent.ForgetDue.class);

  @Override
  public CallRef call() {
    return facts.call();
  }

  @Override
  public Transition on(CallEvent event, Instant now) {
    Outgoing call = new Outgoing(facts, legs, true, true, now);
    if (event instanceof MessageEvent.AcceptReceived accept) {
      return call.accepted(accept.device());
    } else if (event instanceof PathEvent.TransportConnected connected) {
      return call.transportConnected(connected.device());
    } else if (event instanceof PathEvent.PathReady ready) {
      return call.pathReady(ready.device());
    } else if (event instanceof PathEvent.PathFailed failed) {
      return call.lost(failed.device(), failed.reason());
    } else if (event instanceof MessageEvent.RingReceived ring) {
      return call.rang(ring.device());
    } else if (event instanceof MessageEvent.AnswerReceived answer) {
      return call.answered(answer.device());
    } else if (event instanceof MessageEvent.DeclineReceived decline) {
      return call.declined(decline);
    } else if (event instanceof MessageEvent.HangupReceived hangup) {
      return call.hungUp(hangup);
    } else if (event instanceof MessageEvent.NonceChallengeReceived challenge) {
      return call.challenged(challenge);
    } else if (event instanceof PersonEvent.HangupPressed) {
      return call.end(EndReason.CANCELLED);
    } else if (event instanceof TimerEvent.RingTimeout) {
      return call.end(EndReason.NO_ANSWER);
    } else if (event instanceof PathEvent.RelayLost lost) {
      return call.lost(lost.device(), EndReason.RELAY_LOST);
    } else if (event instanceof PathEvent.EngineFailed failed) {
      return call.engineFailed(failed);
    } else if (event instanceof CheckEvent.SecurityFailed failed) {
      return call.lost(failed.device(), EndReason.SECURITY_FAILURE);
    } else if (event instanceof CheckEvent.EffectFailed failed) {
      return call.lost(failed.device(), Ending.of(failed.failure()));
    } else if (event instanceof CheckEvent.IdentityChanged) {
      return call.end(EndReason.IDENTITY_CHANGED);
    } else if (event instanceof CheckEvent.GlareLost) {
      return call.end(EndReason.GLARE_LOST);
    }
    return Transition.ignore(this, event, IGNORED);
  }
}
