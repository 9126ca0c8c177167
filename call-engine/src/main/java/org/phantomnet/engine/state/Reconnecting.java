package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;

/**
 * The connection dropped or its relay is gone: the old one may come back by itself, and a new one
 * is made beside it. The mode never changes here.
 */
public record Reconnecting(
    CallFacts facts, int device, Instant since, boolean muted, Loss loss, Renewal renewal)
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
          PathEvent.PathFailed.class,
          PathEvent.CandidatesFound.class,
          PathEvent.EngineFailed.class,
          CheckEvent.ReplyPermitDecided.class,
          CheckEvent.SecurityFailed.class,
          CheckEvent.EffectFailed.class,
          CheckEvent.GlareLost.class,
          TimerEvent.PreConnectDue.class,
          TimerEvent.RingTimeout.class,
          TimerEvent.ConnectTimeout.class,
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
    Optional<Loss> more = Loss.of(event);
    if (more.isPresent()) {
      return going(
          loss.and(more.get()),
          more.get() == Loss.INTERRUPTED ? renewing.interrupted() : renewing.trigger());
    } else if (event instanceof PathEvent.TransportConnected) {
      return back(renewing.back());
    } else if (event instanceof PathEvent.RelayHeard) {
      return switch (loss) {
        case INTERRUPTED -> Transition.to(this);
        case RELAY -> back(renewing.back());
        case BOTH -> going(Loss.INTERRUPTED, new Renewing.Change(renewal, List.of()));
      };
    } else if (event instanceof PathEvent.GateOpened) {
      return back(renewing.used());
    } else if (event instanceof TimerEvent.ReconnectTimeout) {
      return call.end(loss.reason());
    } else if (event instanceof PersonEvent.MutePressed mute) {
      return Transition.to(
          new Reconnecting(facts, device, since, mute.muted(), loss, renewal),
          new PathEffect.Mute(call(), device, mute.muted()));
    }
    Optional<Renewing.Change> renewed = renewing.on(event);
    if (renewed.isPresent()) {
      return going(loss, renewed.get());
    }
    Optional<Transition> common =
        call.candidates(event).or(() -> call.continued(event)).or(() -> call.on(event));
    return common.isPresent() ? common.get() : Transition.ignore(this, event, IGNORED);
  }

  private Transition going(Loss lacking, Renewing.Change change) {
    return Transition.to(
        new Reconnecting(facts, device, since, muted, lacking, change.next()), change.effects());
  }

  /** The old connection again, or the new one. */
  private Transition back(Renewing.Change change) {
    return Transition.to(
            new Connected(facts, device, since, muted, change.next()), change.effects())
        .after(List.of(new LocalEffect.CancelTimer(call(), TimerKind.RECONNECT)));
  }
}
