package org.phantomnet.engine.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.DeclineReason;

/**
 * The person is being called. The connection may be made ahead of the answer; no media can flow.
 *
 * @param mayReply this device may speak before the person does (RING-2)
 */
public record Ringing(CallFacts facts, int device, Path path, boolean mayReply)
    implements CallState {
  /** How far the connection ahead of the answer is. */
  public enum Path {
    NONE,
    OPENING,
    ANSWERED
  }

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
          PersonEvent.MutePressed.class,
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
          CheckEvent.Continued.class,
          CheckEvent.NotContinued.class,
          PathEvent.GateOpened.class,
          CheckEvent.ReplyPermitDecided.class,
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
    if (event instanceof PersonEvent.AnswerPressed) {
      return accept()
          .after(
              List.of(
                  new LocalEffect.CancelTimer(call(), TimerKind.RING),
                  new LocalEffect.CancelTimer(call(), TimerKind.PRE_CONNECT)));
    } else if (event instanceof PersonEvent.DeclinePressed) {
      return Ending.beforeTalking(
          facts,
          EndReason.DECLINED_LOCALLY,
          now,
          List.of(
              new SendEffect.SendDecline(
                  call(), device, DeclineReason.DECLINED, Optional.empty())));
    } else if (event instanceof TimerEvent.PreConnectDue) {
      return preConnect();
    } else if (event instanceof PathEvent.PathReady) {
      return path == Path.OPENING
          ? Transition.to(
              with(Path.ANSWERED),
              new LocalEffect.CancelTimer(call(), TimerKind.CONNECT),
              new SendEffect.SendAnswer(call(), device))
          : Transition.to(this);
    } else if (event instanceof MessageEvent.ConfirmReceived) {
      return onceAnswered(new PathEffect.GateKeysConfirmed(call(), device));
    } else if (event instanceof PathEvent.TransportConnected) {
      return onceAnswered(new PathEffect.GateTransportConnected(call(), device));
    } else if (event instanceof MessageEvent.HangupReceived hangup) {
      return Ending.silently(facts, Ending.of(hangup.reason(), EndReason.MISSED), now);
    } else if (event instanceof PersonEvent.HangupPressed) {
      return end(EndReason.HUNG_UP_LOCALLY, now);
    } else if (event instanceof TimerEvent.RingTimeout) {
      return end(EndReason.MISSED, now);
    } else if (event instanceof TimerEvent.ConnectTimeout) {
      return path == Path.OPENING ? end(EndReason.RELAY_UNREACHABLE, now) : Transition.to(this);
    } else if (event instanceof PathEvent.PathFailed failed) {
      return lost(failed.reason(), now);
    } else if (event instanceof PathEvent.RelayLost) {
      return lost(EndReason.RELAY_LOST, now);
    } else if (event instanceof PathEvent.EngineFailed failed) {
      EndReason connection =
          path == Path.OPENING ? EndReason.RELAY_UNREACHABLE : EndReason.CONNECT_TIMEOUT;
      return lost(Ending.of(failed.reason(), connection), now);
    } else if (event instanceof CheckEvent.SecurityFailed) {
      return end(EndReason.SECURITY_FAILURE, now);
    } else if (event instanceof CheckEvent.GlareLost) {
      return Ending.silently(facts, EndReason.GLARE_LOST, now);
    } else if (event instanceof CheckEvent.IdentityChanged) {
      return end(EndReason.IDENTITY_CHANGED, now);
    } else if (event instanceof CheckEvent.EffectFailed failed) {
      return end(Ending.of(failed.failure()), now);
    }
    return Transition.ignore(this, event, IGNORED);
  }

  private Ringing with(Path reached) {
    return new Ringing(facts, device, reached, mayReply);
  }

  /** Whether a connection may be made ahead of the answer (RING-2, RING-4). */
  boolean mayPreConnect() {
    return mayReply && ModePolicy.of(facts.mode()).connectsWhileRinging();
  }

  /** Before the ANSWER has left nothing can be confirmed or connected. */
  private Transition onceAnswered(CallEffect effect) {
    return path == Path.ANSWERED ? Transition.to(this, effect) : Transition.to(this);
  }

  /** The path made ahead of the answer is lost; one that was never opened cannot be. */
  private Transition lost(EndReason reason, Instant now) {
    return path == Path.NONE ? Transition.to(this) : end(reason, now);
  }

  private Transition preConnect() {
    if (path != Path.NONE || !mayPreConnect()) {
      return Transition.to(this);
    }
    return Transition.to(
        with(Path.OPENING),
        new LocalEffect.StartTimer(call(), TimerKind.CONNECT, Limits.connect(facts.mode())),
        new PathEffect.OpenPath(call(), device));
  }

  /** The person said yes: the one event on this side that lets media flow (CALL-14). */
  @Rule("CALL-14")
  Transition accept() {
    List<CallEffect> effects = new ArrayList<>();
    effects.add(
        new LocalEffect.StartTimer(call(), TimerKind.CONNECT, Limits.connect(facts.mode())));
    if (path == Path.NONE) {
      effects.add(new PathEffect.OpenPath(call(), device));
    }
    effects.add(new PathEffect.GateAccepted(call(), device));
    if (path == Path.ANSWERED) {
      effects.add(new SendEffect.SendAccept(call(), device));
    }
    return Transition.to(new Connecting(facts, device, false, path != Path.ANSWERED), effects);
  }

  private Transition end(EndReason reason, Instant now) {
    return Ending.beforeTalking(
        facts,
        reason,
        now,
        mayReply ? List.of(Ending.hangup(call(), device, Ending.toPeer(reason))) : List.of());
  }
}
