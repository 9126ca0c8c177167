package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;

/** The gate is open: the two people talk. */
public record Connected(CallFacts facts, int device, Instant since, boolean muted)
    implements CallState {
  private static final Set<Class<? extends CallEvent>> IGNORED =
      Set.of(
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
      return Transition.to(
          new Reconnecting(facts, device, since, muted),
          new LocalEffect.StartTimer(call(), TimerKind.RECONNECT, Limits.RECONNECT));
    } else if (event instanceof PersonEvent.MutePressed mute) {
      return Transition.to(
          new Connected(facts, device, since, mute.muted()),
          new PathEffect.Mute(call(), device, mute.muted()));
    }
    Optional<Transition> common = call.candidates(event).or(() -> call.on(event));
    return common.isPresent() ? common.get() : Transition.ignore(this, event, IGNORED);
  }
}
