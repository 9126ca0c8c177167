package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Rule;

/**
 * Both people want the call; keys, transport or gate are not there yet.
 *
 * @param opening taken here, and the own path is not ready yet: no ANSWER has left, so nothing of
 *     the connection can have come
 */
public record Connecting(CallFacts facts, int device, boolean muted, boolean opening)
    implements CallState {
  private static final Set<Class<? extends CallEvent>> IGNORED =
      Set.of(
          TimerEvent.RenewDue.class,
          PathEvent.RelaySilent.class,
          PathEvent.RelayHeard.class,
          PathEvent.RelayRebound.class,
          PathEvent.NetworkChanged.class,
          PathEvent.NextAgreed.class,
          PathEvent.NextReady.class,
          PathEvent.NextFailed.class,
          PathEvent.NextConnected.class,
          PersonEvent.StartRequested.class,
          PersonEvent.AnswerPressed.class,
          PersonEvent.DeclinePressed.class,
          MessageEvent.OfferReceived.class,
          MessageEvent.RingReceived.class,
          MessageEvent.AnswerReceived.class,
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
          MessageEvent.StrayReceived.class,
          MessageEvent.NewerOfferReceived.class,
          PathEvent.PathFailed.class,
          PathEvent.CandidatesFound.class,
          PathEvent.TransportInterrupted.class,
          PathEvent.RelayLost.class,
          PathEvent.EngineFailed.class,
          CheckEvent.Continued.class,
          CheckEvent.NotContinued.class,
          CheckEvent.ReplyPermitDecided.class,
          CheckEvent.SecurityFailed.class,
          CheckEvent.EffectFailed.class,
          CheckEvent.GlareLost.class,
          TimerEvent.PreConnectDue.class,
          TimerEvent.RingTimeout.class,
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
            this, facts, device, Duration.ZERO, EndReason.HUNG_UP_REMOTELY, unreached(), now);
    if (event instanceof PathEvent.PathReady) {
      return opening
          ? Transition.to(
              new Connecting(facts, device, muted, false),
              new SendEffect.SendAnswer(call(), device),
              new SendEffect.SendAccept(call(), device))
          : Transition.to(this);
    } else if (event instanceof MessageEvent.ConfirmReceived) {
      return opening || call().outgoing()
          ? Transition.to(this)
          : Transition.to(this, new PathEffect.GateKeysConfirmed(call(), device));
    } else if (event instanceof PathEvent.TransportConnected) {
      return opening
          ? Transition.to(this)
          : Transition.to(this, new PathEffect.GateTransportConnected(call(), device));
    } else if (event instanceof PathEvent.GateOpened || event instanceof PathEvent.PeerHeard) {
      return connects(event) ? connected(now) : Transition.to(this);
    } else if (event instanceof PersonEvent.MutePressed mute) {
      return Transition.to(
          new Connecting(facts, device, mute.muted(), opening),
          new PathEffect.Mute(call(), device, mute.muted()));
    } else if (event instanceof TimerEvent.ConnectTimeout) {
      return call.end(unreached());
    }
    Optional<Transition> common =
        (opening ? Optional.<Transition>empty() : call.candidates(event)).or(() -> call.on(event));
    return common.isPresent() ? common.get() : Transition.ignore(this, event, IGNORED);
  }

  /**
   * The open gate here is enough, but for a call that takes the place of another: that one is given
   * up only for one that works at both sides.
   */
  @Rule("CALL-90")
  private boolean connects(CallEvent event) {
    return facts.isContinuation() == event instanceof PathEvent.PeerHeard;
  }

  /** Before an own candidate is there, it is the own relay that was not reached (CALL-6). */
  private EndReason unreached() {
    return opening ? EndReason.RELAY_UNREACHABLE : EndReason.CONNECT_TIMEOUT;
  }

  private Transition connected(Instant now) {
    return Transition.to(
        new Connected(facts, device, now, muted, Renewal.NONE),
        new LocalEffect.CancelTimer(call(), TimerKind.CONNECT));
  }
}
