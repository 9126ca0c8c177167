package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;

/**
 * No such call: what happens to a start or an offer, and to messages of calls that are not known.
 */
public record Idle(CallRef call) implements CallState {
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
          TimerEvent.NonceTimeout.class,
          TimerEvent.ForgetDue.class);

  @Override
  public Transition on(CallEvent event, Instant now) {
    if (event instanceof PersonEvent.StartRequested start) {
      return start(start, now);
    } else if (event instanceof MessageEvent.OfferReceived offer) {
      return offered(offer, now);
    } else if (event instanceof MessageEvent.NewerOfferReceived newer) {
      return offered(newer, now);
    } else if (event instanceof MessageEvent.StrayReceived stray) {
      return stray(stray);
    }
    return Transition.ignore(this, event, IGNORED);
  }

  private Transition start(PersonEvent.StartRequested start, Instant now) {
    CallFacts facts = CallFacts.of(start, now);
    Optional<EndReason> refusal = refusal(start);
    if (refusal.isPresent()) {
      Optional<CallMode> required =
          refusal.get() == EndReason.MODE_TOO_WEAK
              ? start.policy().map(ContactPolicy::floor)
              : Optional.empty();
      return Ending.end(facts, refusal.get(), required, Duration.ZERO, now, List.of());
    }
    Legs legs = Legs.opening(start.devices());
    List<CallEffect> effects = new ArrayList<>();
    effects.add(new LocalEffect.StartTimer(call, TimerKind.CONNECT, Limits.connect(start.mode())));
    legs.all().forEach(leg -> effects.add(new PathEffect.OpenPath(call, leg.device())));
    return Transition.to(new Dialing(facts, legs, false), effects);
  }

  /**
   * Whom a call may be placed to, and how (CALL-2). The first reason that fits is the one that is
   * shown.
   */
  @Rule("CALL-2")
  private static Optional<EndReason> refusal(PersonEvent.StartRequested start) {
    if (start.policy().isEmpty()) {
      return Optional.of(EndReason.NOT_A_CONTACT);
    }
    ContactPolicy policy = start.policy().get();
    if (policy.blocked()) {
      return Optional.of(EndReason.BLOCKED);
    } else if (!policy.identityAcknowledged()) {
      return Optional.of(EndReason.IDENTITY_CHANGED);
    } else if (start.occupancy() == Occupancy.GLARE_OTHER_WINS) {
      return Optional.of(EndReason.GLARE_LOST);
    } else if (start.occupancy() != Occupancy.FREE) {
      return Optional.of(EndReason.BUSY);
    } else if (!ModePolicy.of(start.mode()).meets(policy.floor())) {
      return Optional.of(EndReason.MODE_TOO_WEAK);
    } else if (!start.ability().supported()) {
      return Optional.of(EndReason.UNSUPPORTED);
    } else if (policy.requirePq() && !start.ability().postQuantum()) {
      return Optional.of(EndReason.PQ_REQUIRED);
    } else if (start.devices().isEmpty()) {
      return Optional.of(EndReason.MESSAGE_NOT_SENT);
    }
    return Optional.empty();
  }

  /** True if the start ends at once for another reason than the call that is answered instead. */
  static boolean mustNotBegin(PersonEvent.StartRequested start) {
    return refusal(start).filter(reason -> reason != EndReason.GLARE_LOST).isPresent();
  }

  /**
   * False for an offer that is dropped or is only a missed call: it moves no other call of the
   * device (CALL-12).
   */
  static boolean mayBegin(MessageEvent.OfferReceived offer, Instant now) {
    return !isDropped(offer)
        && offer.policy().orElseThrow().identityAcknowledged()
        && Age.of(offer.createdAt(), offer.heldByMailbox(), now) != Age.EXPIRED;
  }

  @Rule("RING-3")
  private Transition offered(MessageEvent.OfferReceived offer, Instant now) {
    if (isDropped(offer)) {
      return Transition.to(this, new LocalEffect.DropOffer(call));
    }
    CallFacts facts = CallFacts.of(offer, now);
    ContactPolicy policy = offer.policy().orElseThrow();
    if (!policy.identityAcknowledged()) {
      return Ending.silently(facts, EndReason.IDENTITY_CHANGED, now);
    }
    Age age = Age.of(offer.createdAt(), offer.heldByMailbox(), now);
    Optional<Incoming.Step> refusal = refusal(offer, policy);
    if (age == Age.EXPIRED || (refusal.isPresent() && age != Age.FRESH)) {
      return Ending.silently(facts, EndReason.MISSED, now);
    }
    Incoming.Step step =
        refusal.orElse(age == Age.FRESH ? Incoming.Step.RING : Incoming.Step.CHALLENGE);
    Optional<CallMode> required =
        step == Incoming.Step.MODE_TOO_WEAK ? Optional.of(policy.floor()) : Optional.empty();
    Incoming incoming =
        new Incoming(
            facts, offer.device(), step, required, offer.occupancy() == Occupancy.GLARE_ACCEPT);
    if (incoming.acceptAtOnce() && refusal.isEmpty()) {
      return incoming.permitted(now); // the person here dialled: that is no automatic reply
    }
    if (mayReply(policy)) {
      return Transition.to(incoming, new LocalEffect.TakeReply(call, offer.contact()));
    }
    return step == Incoming.Step.RING
        ? incoming.ringSilently()
        : Ending.silently(facts, EndReason.MISSED, now);
  }

  /** An offer that cannot be read can only be declined, and is as old as the mailbox says. */
  @Rule("CALL-33")
  private Transition offered(MessageEvent.NewerOfferReceived offer, Instant now) {
    if (offer.seen() || isUninvited(offer.policy())) {
      return Transition.to(this, new LocalEffect.DropOffer(call));
    }
    CallFacts facts = CallFacts.of(offer, now);
    ContactPolicy policy = offer.policy().orElseThrow();
    if (!policy.identityAcknowledged()) {
      return Ending.silently(facts, EndReason.IDENTITY_CHANGED, now);
    } else if (!Age.justCame(offer.heldByMailbox()) || !mayReply(policy)) {
      return Ending.silently(facts, EndReason.MISSED, now);
    }
    return Transition.to(
        new Incoming(facts, offer.device(), Incoming.Step.UNSUPPORTED, Optional.empty(), false),
        new LocalEffect.TakeReply(call, offer.contact()));
  }

  /**
   * Replayed, uninvited, or the losing half of a glare: nothing is shown, nothing is said (RING-1,
   * AGE-3).
   */
  @Rule({"RING-1", "AGE-3"})
  private static boolean isDropped(MessageEvent.OfferReceived offer) {
    return offer.seen()
        || isUninvited(offer.policy())
        || offer.occupancy() == Occupancy.GLARE_OTHER_WINS;
  }

  private static boolean isUninvited(Optional<ContactPolicy> policy) {
    return policy.isEmpty() || policy.get().blocked();
  }

  /** Why this device would say no without asking the person (RING-6). */
  @Rule("RING-6")
  private static Optional<Incoming.Step> refusal(
      MessageEvent.OfferReceived offer, ContactPolicy policy) {
    if (offer.occupancy() == Occupancy.BUSY) {
      return Optional.of(Incoming.Step.BUSY);
    } else if (!ModePolicy.of(offer.mode()).meets(policy.floor())) {
      return Optional.of(Incoming.Step.MODE_TOO_WEAK);
    } else if (!offer.ability().supported()) {
      return Optional.of(Incoming.Step.UNSUPPORTED);
    } else if (policy.requirePq() && !offer.ability().postQuantum()) {
      return Optional.of(Incoming.Step.PQ_REQUIRED);
    }
    return Optional.empty();
  }

  static EndReason endOf(Incoming.Step step) {
    return switch (step) {
      case RING, CHALLENGE, NONCE -> EndReason.MISSED;
      case BUSY -> EndReason.BUSY;
      case MODE_TOO_WEAK -> EndReason.MODE_TOO_WEAK;
      case UNSUPPORTED -> EndReason.UNSUPPORTED;
      case PQ_REQUIRED -> EndReason.PQ_REQUIRED;
    };
  }

  /** To whom this device speaks before its person does (RING-2). */
  @Rule("RING-2")
  private static boolean mayReply(ContactPolicy policy) {
    return policy.mayReplyUnasked() && !policy.blocked() && policy.identityAcknowledged();
  }

  /**
   * A peer still in a call that this device lost by a restart is told so, if it may be told
   * anything (CALL-19).
   */
  @Rule("CALL-19")
  private Transition stray(MessageEvent.StrayReceived stray) {
    return stray.policy().filter(Idle::mayReply).isPresent()
        ? Transition.to(this, new SendEffect.SendRestarted(call, stray.device(), stray.contact()))
        : Transition.to(this);
  }

  static DeclineReason declineOf(Incoming.Step step) {
    return switch (step) {
      case BUSY -> DeclineReason.BUSY;
      case MODE_TOO_WEAK -> DeclineReason.MODE_TOO_WEAK;
      case UNSUPPORTED -> DeclineReason.UNSUPPORTED;
      case PQ_REQUIRED -> DeclineReason.PQ_REQUIRED;
      case RING, CHALLENGE, NONCE -> throw new IllegalStateException("no refusal");
    };
  }
}
