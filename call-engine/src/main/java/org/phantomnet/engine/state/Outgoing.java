package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.HangupReason;

/**
 * What {@link Dialing} and {@link RemoteRinging} have in common: one call, a leg per callee device,
 * and the first accept wins.
 */
final class Outgoing {
  private final CallFacts facts;
  private final Legs legs;
  private final boolean limited;
  private final boolean ringing;
  private final Instant now;

  /**
   * @param limited the ring limit runs
   * @param ringing a device of the callee was heard of
   */
  Outgoing(CallFacts facts, Legs legs, boolean limited, boolean ringing, Instant now) {
    this.facts = facts;
    this.legs = legs;
    this.limited = limited;
    this.ringing = ringing;
    this.now = now;
  }

  private CallRef call() {
    return facts.call();
  }

  private Transition stay() {
    return stay(legs);
  }

  private Transition stay(Legs changed, CallEffect... effects) {
    return Transition.to(state(changed, limited), effects);
  }

  private CallState state(Legs changed, boolean nowLimited) {
    return ringing ? new RemoteRinging(facts, changed) : new Dialing(facts, changed, nowLimited);
  }

  /** An offer goes out as soon as its own path can be named in it (CALL-3). */
  @Rule("CALL-3")
  Transition pathReady(int device) {
    Optional<Leg> leg = legs.of(device);
    if (leg.isEmpty() || leg.get().offered()) {
      return stay();
    }
    Legs offered = legs.with(leg.get().at(Leg.Stage.OFFERED));
    CallEffect send = new SendEffect.SendOffer(call(), device);
    if (limited) {
      return stay(offered, send);
    }
    return Transition.to(
        state(offered, true),
        send,
        new LocalEffect.CancelTimer(call(), TimerKind.CONNECT),
        new LocalEffect.StartTimer(call(), TimerKind.RING, Limits.ring(facts)));
  }

  /** A device speaks of a call only after it was offered it. */
  private Optional<Leg> offeredLeg(int device) {
    return legs.of(device).filter(Leg::offered);
  }

  Transition rang(int device) {
    Optional<Leg> leg = offeredLeg(device);
    return leg.isEmpty()
        ? stay()
        : Transition.to(new RemoteRinging(facts, legs.with(leg.get().at(Leg.Stage.RINGING))));
  }

  /**
   * Where candidates show addresses an answer alone gets nothing: neither confirmation nor
   * connection, before its device has accepted (CALL-38).
   */
  @Rule("CALL-38")
  Transition answered(int device) {
    Optional<Leg> leg = offeredLeg(device);
    if (leg.isEmpty() || leg.get().answered()) {
      return stay();
    }
    Leg answered = leg.get().at(Leg.Stage.ANSWERED);
    boolean connects =
        legs.mayConnectAnother() && ModePolicy.of(facts.mode()).connectsWhileRinging();
    return connects
        ? Transition.to(
            new RemoteRinging(facts, legs.with(answered.nowConnecting())), connect(device))
        : Transition.to(new RemoteRinging(facts, legs.with(answered)));
  }

  private List<CallEffect> connect(int device) {
    return List.of(
        new SendEffect.SendConfirm(call(), device),
        new PathEffect.GateKeysConfirmed(call(), device),
        new PathEffect.ConnectPath(call(), device));
  }

  /**
   * The first accept wins; every other device stops (CALL-9). The gate comes first: what is said to
   * the others must not hold up what is said to the one.
   */
  @Rule("CALL-9")
  Transition accepted(int device) {
    Optional<Leg> leg = legs.of(device);
    if (leg.isEmpty() || !leg.get().answered()) {
      return stay();
    }
    List<CallEffect> effects = new ArrayList<>();
    if (!leg.get().connecting()) {
      effects.addAll(connect(device));
    }
    effects.add(new PathEffect.GateAccepted(call(), device));
    effects.add(new SendEffect.SendSelected(call(), device));
    for (Leg other : legs.without(device).all()) {
      effects.addAll(close(other, EndReason.ACCEPTED_ELSEWHERE));
    }
    effects.add(new LocalEffect.CancelTimer(call(), TimerKind.RING));
    effects.add(
        new LocalEffect.StartTimer(call(), TimerKind.CONNECT, Limits.connect(facts.mode())));
    return Transition.to(new Connecting(facts, device, false, false), effects);
  }

  private List<CallEffect> close(Leg leg, EndReason reason) {
    CallEffect close = new PathEffect.CloseLeg(call(), leg.device());
    return leg.offered()
        ? List.of(Ending.hangup(call(), leg.device(), Ending.toPeer(reason)), close)
        : List.of(close);
  }

  /**
   * A person's no, and a busy person, end the call everywhere; what one device cannot do ends its
   * leg (CALL-11).
   */
  @Rule("CALL-11")
  Transition declined(MessageEvent.DeclineReceived decline) {
    if (offeredLeg(decline.device()).isEmpty()) {
      return stay();
    }
    return switch (decline.reason()) {
      case DECLINED -> endOthers(decline.device(), EndReason.DECLINED_REMOTELY);
      case BUSY -> endOthers(decline.device(), EndReason.BUSY);
      case MODE_TOO_WEAK ->
          drop(decline.device(), EndReason.MODE_TOO_WEAK, decline.required(), false);
      case UNSUPPORTED -> drop(decline.device(), EndReason.UNSUPPORTED, Optional.empty(), false);
      case PQ_REQUIRED -> drop(decline.device(), EndReason.PQ_REQUIRED, Optional.empty(), false);
    };
  }

  private Transition endOthers(int device, EndReason reason) {
    return new Outgoing(facts, legs.without(device), limited, ringing, now).end(reason);
  }

  Transition hungUp(MessageEvent.HangupReceived hangup) {
    return offeredLeg(hangup.device()).isEmpty()
        ? stay()
        : drop(
            hangup.device(),
            Ending.of(hangup.reason(), EndReason.NO_ANSWER),
            Optional.empty(),
            false);
  }

  /** Before the offer, a connection that fails is the one to the own relay. */
  Transition engineFailed(PathEvent.EngineFailed failed) {
    EndReason connection =
        offeredLeg(failed.device()).isPresent()
            ? EndReason.CONNECT_TIMEOUT
            : EndReason.RELAY_UNREACHABLE;
    return lost(failed.device(), Ending.of(failed.reason(), connection));
  }

  /** One leg is lost; the last one's reason is the call's (CALL-4). */
  Transition lost(int device, EndReason reason) {
    return drop(device, reason, Optional.empty(), true);
  }

  @Rule("CALL-4")
  private Transition drop(
      int device, EndReason reason, Optional<CallMode> required, boolean tellPeer) {
    Optional<Leg> leg = legs.of(device);
    if (leg.isEmpty()) {
      return stay();
    }
    List<CallEffect> effects = new ArrayList<>();
    if (tellPeer && leg.get().offered()) {
      effects.add(Ending.hangup(call(), device, Ending.toPeer(reason)));
    }
    Legs left = legs.without(device);
    if (left.isEmpty()) {
      return Ending.end(facts, reason, required, Duration.ZERO, now, effects);
    }
    effects.add(new PathEffect.CloseLeg(call(), device));
    return Transition.to(state(left, limited), effects);
  }

  /** Ends the call and tells every device that was offered it. */
  Transition end(EndReason reason) {
    List<CallEffect> goodbyes = new ArrayList<>();
    for (Leg leg : legs.all()) {
      if (leg.offered()) {
        goodbyes.add(Ending.hangup(call(), leg.device(), goodbye(reason)));
      }
    }
    return Ending.beforeTalking(facts, reason, now, goodbyes);
  }

  /** Whom a call was to go on with did not miss it: it goes on, or ended, where it was. */
  private HangupReason goodbye(EndReason reason) {
    boolean plain = reason == EndReason.CANCELLED || reason == EndReason.NO_ANSWER;
    return facts.isContinuation() && plain
        ? HangupReason.ACCEPTED_ELSEWHERE
        : Ending.toPeer(reason);
  }

  /** Proves once a device that this call is live. */
  Transition challenged(MessageEvent.NonceChallengeReceived challenge) {
    Optional<Leg> leg = legs.of(challenge.device());
    boolean asks =
        leg.isPresent() && leg.get().offered() && !leg.get().answered() && !leg.get().challenged();
    if (!asks) {
      return stay();
    }
    return stay(
        legs.with(leg.orElseThrow().nowChallenged()),
        new SendEffect.SendNonceResponse(call(), challenge.device(), challenge.nonce()));
  }

  Transition transportConnected(int device) {
    return legs.of(device).filter(Leg::connecting).isEmpty()
        ? stay()
        : stay(legs, new PathEffect.GateTransportConnected(call(), device));
  }
}
