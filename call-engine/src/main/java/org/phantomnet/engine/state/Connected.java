package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;

/**
 * The gate is open: the two people talk. A new connection may be made beside the one in use
 * (CALL-50).
 */
public record Connected(CallFacts facts, int device, Instant since, boolean muted, Renewal renewal)
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
          MessageEvent.MediaAckReceived.class,
          MessageEvent.StrayReceived.class,
          MessageEvent.NewerOfferReceived.class,
          PathEvent.PathReady.class,
          PathEvent.PeerHeard.class,
          PathEvent.RelayHeard.class,
          PathEvent.PathFailed.class,
          PathEvent.CandidatesFound.class,
          PathEvent.TransportConnected.class,
          PathEvent.EngineFailed.class,
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
    Renewing renewing = new Renewing(call(), device, renewal);
    Optional<Loss> loss = Loss.of(event);
    if (loss.isPresent()) {
      return lost(loss.get(), renewing);
    } else if (event instanceof PathEvent.GateOpened) {
      return going(renewing.used());
    } else if (event instanceof PersonEvent.MutePressed mute) {
      return Transition.to(
          new Connected(facts, device, since, mute.muted(), renewal),
          new PathEffect.Mute(call(), device, mute.muted()));
    }
    Optional<Renewing.Change> renewed = renewing.on(event);
    if (renewed.isPresent()) {
      return going(renewed.get());
    }
    Optional<Transition> common =
        call.candidates(event).or(() -> call.continued(event)).or(() -> call.on(event));
    return common.isPresent() ? common.get() : Transition.ignore(this, event, IGNORED);
  }

  private Transition lost(Loss loss, Renewing renewing) {
    Renewing.Change change = loss == Loss.INTERRUPTED ? renewing.interrupted() : renewing.trigger();
    return Transition.to(
            new Reconnecting(facts, device, since, muted, loss, change.next()), change.effects())
        .after(List.of(new LocalEffect.StartTimer(call(), TimerKind.RECONNECT, Limits.RECONNECT)));
  }

  private Transition going(Renewing.Change change) {
    return Transition.to(
        new Connected(facts, device, since, muted, change.next()), change.effects());
  }
}
