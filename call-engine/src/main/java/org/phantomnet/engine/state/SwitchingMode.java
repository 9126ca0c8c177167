package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.signal.CallMode;

/**
 * The two people talk while a connection in another mode is made beside the old one. Nothing enters
 * this state yet; its cells are written so that a switch can only be added by changing them.
 *
 * @param target the mode that is being made
 */
public record SwitchingMode(
    CallFacts facts, int device, Instant since, boolean muted, CallMode target)
    implements CallState {
  private static final Set<Class<? extends CallEvent>> IGNORED =
      Set.of(
          TimerEvent.RenewDue.class,
          PathEvent.RelaySilent.class,
          PathEvent.RelayHeard.class,
          PathEvent.RelayRebound.class,
          PathEvent.NetworkChanged.class,
          PathEvent.ModeAgreed.class,
          PathEvent.NextReady.class,
          PathEvent.NextFailed.class,
          PathEvent.NextConnected.class,
          PersonEvent.StartRequested.class,
          PersonEvent.AnswerPressed.class,
          PersonEvent.DeclinePressed.class,
          MessageEvent.OfferReceived.class,
          MessageEvent.RingReceived.class,
          MessageEvent.AnswerReceived.class,
          MessageEvent.ConfirmReceived.class,
          MessageEvent.CandidatesReceived.class,
          MessageEvent.AcceptReceived.class,
          MessageEvent.DeclineReceived.class,
          MessageEvent.SelectedReceived.class,
          MessageEvent.NonceChallengeReceived.class,
          MessageEvent.NonceResponseReceived.class,
          MessageEvent.RekeyReceived.class,
          MessageEvent.ModeSwitchAckReceived.class,
          MessageEvent.UpdateReceived.class,
          MessageEvent.MediaAckReceived.class,
          MessageEvent.MoveReceived.class,
          MessageEvent.StrayReceived.class,
          MessageEvent.NewerOfferReceived.class,
          PathEvent.PathReady.class,
          PathEvent.PathFailed.class,
          PathEvent.CandidatesFound.class,
          PathEvent.TransportConnected.class,
          PathEvent.RelayLost.class,
          PathEvent.EngineFailed.class,
          PathEvent.GateOpened.class,
          CheckEvent.ReplyPermitDecided.class,
          CheckEvent.SecurityFailed.class,
          CheckEvent.EffectFailed.class,
          CheckEvent.GlareLost.class,
          TimerEvent.PreConnectDue.class,
          TimerEvent.RingTimeout.class,
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
    if (!event.concerns(device)) {
      return Transition.to(this);
    }
    InCall call =
        new InCall(
            this,
            facts,
            device,
            Duration.between(since, now),
            EndReason.HUNG_UP_REMOTELY,
            EndReason.RECONNECT_TIMEOUT,
            now);
    if (event instanceof PathEvent.TransportInterrupted) {
      return new Connected(facts, device, since, muted, Renewal.NONE).on(event, now);
    } else if (event instanceof PersonEvent.MutePressed mute) {
      return Transition.to(
          new SwitchingMode(facts, device, since, mute.muted(), target),
          new PathEffect.Mute(call(), device, mute.muted()));
    }
    Optional<Transition> common = call.on(event);
    return common.isPresent() ? common.get() : Transition.ignore(this, event, IGNORED);
  }
}
