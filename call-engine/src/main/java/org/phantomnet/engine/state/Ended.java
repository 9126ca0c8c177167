package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The call is over. Stays a while so that late messages and reports find it and change nothing,
 * then becomes {@link Idle}.
 *
 * @param required the weakest mode the callee would take; present exactly with MODE_TOO_WEAK
 */
public record Ended(
    CallFacts facts, EndReason reason, Optional<CallMode> required, Duration talked, Instant at)
    implements CallState {
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
          PersonEvent.HangupPressed.class,
          PersonEvent.MutePressed.class,
          MessageEvent.RingReceived.class,
          MessageEvent.AnswerReceived.class,
          MessageEvent.ConfirmReceived.class,
          MessageEvent.CandidatesReceived.class,
          MessageEvent.AcceptReceived.class,
          MessageEvent.DeclineReceived.class,
          MessageEvent.SelectedReceived.class,
          MessageEvent.HangupReceived.class,
          MessageEvent.NonceChallengeReceived.class,
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
          PathEvent.PathReady.class,
          PathEvent.PathFailed.class,
          PathEvent.CandidatesFound.class,
          PathEvent.TransportConnected.class,
          PathEvent.TransportInterrupted.class,
          PathEvent.RelayLost.class,
          PathEvent.EngineFailed.class,
          PathEvent.GateOpened.class,
          CheckEvent.Continued.class,
          CheckEvent.NotContinued.class,
          CheckEvent.ReplyPermitDecided.class,
          CheckEvent.SecurityFailed.class,
          CheckEvent.IdentityChanged.class,
          CheckEvent.EffectFailed.class,
          CheckEvent.GlareLost.class,
          TimerEvent.PreConnectDue.class,
          TimerEvent.RingTimeout.class,
          TimerEvent.ConnectTimeout.class,
          TimerEvent.ReconnectTimeout.class,
          TimerEvent.NonceTimeout.class);

  @Override
  public CallRef call() {
    return facts.call();
  }

  @Override
  public Transition on(CallEvent event, Instant now) {
    if (event instanceof TimerEvent.ForgetDue) {
      return Transition.to(new Idle(call()));
    }
    if (event instanceof MessageEvent.OfferReceived) {
      return Transition.to(this, new LocalEffect.DropOffer(call()));
    }
    return Transition.ignore(this, event, IGNORED);
  }
}
