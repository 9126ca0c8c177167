package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;

/**
 * An offer is being checked; the person does not know of it yet. Waits for the reply limits or for
 * the caller's proof that it is still there.
 *
 * @param step what is done once that is known
 * @param required present exactly with MODE_TOO_WEAK
 * @param acceptAtOnce the person dialled this contact when the offer came (CALL-13)
 */
public record Incoming(
    CallFacts facts, int device, Step step, Optional<CallMode> required, boolean acceptAtOnce)
    implements CallState {
  /** What comes next for an offer. */
  public enum Step {
    RING,
    /** Ask the caller for a sign of life. */
    CHALLENGE,
    /** Asked; waiting for it. */
    NONCE,
    BUSY,
    MODE_TOO_WEAK,
    UNSUPPORTED,
    PQ_REQUIRED
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
          PersonEvent.DeclinePressed.class,
          PersonEvent.MutePressed.class,
          MessageEvent.OfferReceived.class,
          MessageEvent.RingReceived.class,
          MessageEvent.AnswerReceived.class,
          MessageEvent.ConfirmReceived.class,
          MessageEvent.CandidatesReceived.class,
          MessageEvent.AcceptReceived.class,
          MessageEvent.DeclineReceived.class,
          MessageEvent.SelectedReceived.class,
          MessageEvent.NonceChallengeReceived.class,
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
          CheckEvent.Continued.class,
          CheckEvent.NotContinued.class,
          PathEvent.GateOpened.class,
          TimerEvent.PreConnectDue.class,
          TimerEvent.RingTimeout.class,
          TimerEvent.ConnectTimeout.class,
          TimerEvent.ReconnectTimeout.class,
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
    if (event instanceof CheckEvent.ReplyPermitDecided permit) {
      return decided(permit.granted(), now);
    } else if (event instanceof MessageEvent.NonceResponseReceived) {
      return step == Step.NONCE
          ? ring().after(List.of(new LocalEffect.CancelTimer(call(), TimerKind.NONCE)))
          : Transition.to(this);
    } else if (event instanceof TimerEvent.NonceTimeout) {
      return step == Step.NONCE
          ? Ending.silently(facts, EndReason.MISSED, now)
          : Transition.to(this);
    } else if (event instanceof MessageEvent.HangupReceived hangup) {
      return Ending.silently(facts, Ending.of(hangup.reason(), EndReason.MISSED), now);
    } else if (event instanceof PersonEvent.HangupPressed) {
      return Ending.silently(facts, acceptAtOnce ? EndReason.CANCELLED : EndReason.MISSED, now);
    } else if (event instanceof PersonEvent.AnswerPressed) {
      return answered();
    } else if (event instanceof CheckEvent.GlareLost) {
      return Ending.silently(facts, EndReason.GLARE_LOST, now);
    } else if (event instanceof CheckEvent.IdentityChanged) {
      return Ending.silently(facts, EndReason.IDENTITY_CHANGED, now);
    } else if (event instanceof CheckEvent.SecurityFailed) {
      return Ending.silently(facts, EndReason.SECURITY_FAILURE, now);
    } else if (event instanceof CheckEvent.EffectFailed) {
      return Ending.silently(facts, EndReason.MISSED, now); // what cannot be checked never rings
    }
    return Transition.ignore(this, event, IGNORED);
  }

  /** False for an offer that is only there to be refused: nobody can answer it. */
  boolean isAnswerable() {
    return switch (step) {
      case RING, CHALLENGE, NONCE -> true;
      case BUSY, MODE_TOO_WEAK, UNSUPPORTED, PQ_REQUIRED -> false;
    };
  }

  /**
   * The person dialled the caller (CALL-16): a fresh offer is taken, a doubtful one once proven.
   */
  private Transition answered() {
    if (!isAnswerable()) {
      return Transition.to(this);
    }
    Incoming wanted = new Incoming(facts, device, step, required, true);
    return step == Step.RING ? wanted.ring() : Transition.to(wanted);
  }

  /**
   * Over its limits, a contact's call is a missed call and nothing is said (RING-5), whatever it
   * says of itself.
   */
  @Rule("RING-5")
  private Transition decided(boolean granted, Instant now) {
    if (step == Step.NONCE) {
      return Transition.to(this);
    }
    boolean byPerson = acceptAtOnce && isAnswerable();
    if (granted || byPerson) {
      return permitted(now);
    }
    return Ending.silently(facts, EndReason.MISSED, now);
  }

  /** This device may speak for itself: it rings, asks, or says no. */
  Transition permitted(Instant now) {
    return switch (step) {
      case RING -> ring();
      case CHALLENGE ->
          Transition.to(
              new Incoming(facts, device, Step.NONCE, required, acceptAtOnce),
              new SendEffect.SendNonceChallenge(call(), device),
              new LocalEffect.StartTimer(call(), TimerKind.NONCE, Limits.NONCE));
      case NONCE -> Transition.to(this);
      case BUSY, MODE_TOO_WEAK, UNSUPPORTED, PQ_REQUIRED ->
          Ending.end(
              facts,
              Idle.endOf(step),
              required,
              Duration.ZERO,
              now,
              List.of(new SendEffect.SendDecline(call(), device, Idle.declineOf(step), required)));
    };
  }

  private Transition ring() {
    Ringing ringing = new Ringing(facts, device, Ringing.Path.NONE, true);
    if (acceptAtOnce) {
      return ringing.accept();
    }
    List<CallEffect> effects = new ArrayList<>();
    effects.add(new SendEffect.SendRing(call(), device));
    if (ringing.mayPreConnect()) {
      effects.add(new LocalEffect.StartTimer(call(), TimerKind.PRE_CONNECT, Limits.PRE_CONNECT));
    }
    effects.add(new LocalEffect.StartTimer(call(), TimerKind.RING, Limits.RING));
    return Transition.to(ringing, effects);
  }

  /** Rings here only: to this contact nothing is said before the person answers (RING-2). */
  Transition ringSilently() {
    return Transition.to(
        new Ringing(facts, device, Ringing.Path.NONE, false),
        new LocalEffect.StartTimer(call(), TimerKind.RING, Limits.RING));
  }
}
