package org.phantomnet.conformance.explore;

import org.phantomnet.conformance.explore.Leg.Mark;
import org.phantomnet.conformance.explore.Leg.Session;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.state.CallEffect;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.Connected;
import org.phantomnet.engine.state.Connecting;
import org.phantomnet.engine.state.LocalEffect;
import org.phantomnet.engine.state.PathEffect;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.engine.state.PersonEvent;
import org.phantomnet.engine.state.Reconnecting;
import org.phantomnet.engine.state.SendEffect;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MessageType;

/**
 * Runs the machine's effects as engine.loop does: timers, {@code MessageSender}, {@code Paths},
 * {@code LocalEffects}. Each effect runs at once; what it reports waits in the loop's queue. That
 * loses no behaviour: effects meet the rest of the device only through that queue, and the channel
 * delays what they send.
 */
final class EffectWorld {
  private final Wire wire;
  private final Findings findings;
  private final boolean mergeReasons;

  EffectWorld(Wire wire, Findings findings, boolean mergeReasons) {
    this.wire = wire;
    this.findings = findings;
    this.mergeReasons = mergeReasons;
  }

  void run(Device device, CallEffect effect, CallEvent cause) {
    if (effect instanceof LocalEffect local) {
      runLocal(device, local);
    } else if (effect instanceof PathEffect path) {
      runPath(device, path);
    } else if (effect instanceof SendEffect send) {
      runSend(device, send, cause);
    }
  }

  private void runLocal(Device device, LocalEffect effect) {
    Leg leg = device.leg(effect.call());
    if (effect instanceof LocalEffect.StartTimer start) {
      leg.timers.add(start.kind());
    } else if (effect instanceof LocalEffect.CancelTimer cancel) {
      leg.timers.remove(cancel.kind());
    } else if (effect instanceof LocalEffect.CancelTimers) {
      leg.timers.clear();
    } else if (effect instanceof LocalEffect.TakeReply) {
      boolean granted = takePermit(device);
      if (granted) {
        leg.marks.add(Mark.PERMITTED);
      }
      device.waiting.add(new CheckEvent.ReplyPermitDecided(effect.call(), granted));
    } else if (effect instanceof LocalEffect.DropOffer) {
      device.destroyKeys(effect.call(), wire);
    } else if (effect instanceof LocalEffect.RecordHistory) {
      leg.marks.add(leg.has(Mark.RECORDED) ? Mark.RECORDED_TWICE : Mark.RECORDED);
    }
  }

  private static boolean takePermit(Device device) {
    if (device.permits == 0) {
      return false;
    }
    device.permits--;
    return true;
  }

  private void runPath(Device device, PathEffect effect) {
    Leg leg = device.leg(effect.call());
    if (effect instanceof PathEffect.OpenPath) {
      open(device, leg, effect);
    } else if (effect instanceof PathEffect.CloseLeg) {
      leg.closePath();
      device.destroyKeys(effect.call(), wire);
    } else if (effect instanceof PathEffect.CloseSession) {
      leg.closePath();
    } else if (effect instanceof PathEffect.DestroyKeys) {
      device.destroyKeys(effect.call(), wire);
    } else if (!Renewals.run(device, leg, effect) && leg.pathOpen()) {
      runGate(device, leg, effect);
    }
  }

  private void runGate(Device device, Leg leg, PathEffect effect) {
    if (effect instanceof PathEffect.ConnectPath) {
      requireAccept(device, leg, effect.call(), "an engine connects");
      gathers(device, leg, effect.call());
      leg.connecting = true;
      leg.marks.add(Mark.CONNECTING);
    } else if (effect instanceof PathEffect.GateKeysConfirmed) {
      leg.gateKeys = true;
    } else if (effect instanceof PathEffect.GateTransportConnected) {
      leg.gateTransport = true;
    } else if (effect instanceof PathEffect.GateAccepted) {
      leg.gateAccepted = true;
    }
    if (leg.gateOpen() && !leg.opened) {
      leg.opened = true;
      device.waiting.add(new PathEvent.GateOpened(effect.call(), Device.PEER));
      if (leg.session == Session.INTERRUPTED) {
        device.waiting.add(new PathEvent.TransportInterrupted(effect.call(), Device.PEER));
      }
    }
  }

  /** Where candidates travel apart the engine finds some as soon as it may gather. */
  static void gathers(Device device, Leg leg, CallRef call) {
    if (apart(device, call) && leg.pathOpen()) {
      device.waiting.add(new PathEvent.CandidatesFound(call, Device.PEER));
    }
  }

  private static boolean apart(Device device, CallRef call) {
    CallMode mode = device.scenario.calls().get(device.call(call)).mode();
    return ModePolicy.of(mode).candidatesTravelApart();
  }

  private void requireAccept(Device device, Leg leg, CallRef call, String what) {
    boolean accepted =
        leg.state instanceof Connecting
            || leg.state instanceof Connected
            || leg.state instanceof Reconnecting;
    findings.require(
        !apart(device, call) || accepted,
        Invariant.UNINVITED,
        what + " that shows an address before the call was accepted (PRIV-11)");
  }

  /** The caller's keys are made with its path, the callee's came with the offer. */
  private void open(Device device, Leg leg, PathEffect effect) {
    boolean outgoing = effect.call().outgoing();
    if (outgoing) {
      findings.require(!leg.keys, Invariant.SEALED, "keys are made twice");
      leg.keys = true;
    } else if (!leg.keys) {
      device.waiting.add(
          new PathEvent.PathFailed(effect.call(), Device.PEER, EndReason.MESSAGE_NOT_SENT));
      return;
    } else if (!leg.has(Mark.WANTED)) {
      requireInvitation(device, leg, "a path is opened");
      PlacedCall placed = device.scenario.calls().get(device.call(effect.call()));
      findings.require(
          ModePolicy.of(placed.mode()).connectsWhileRinging(),
          Invariant.UNINVITED,
          "a path that shows an address is opened before the person answered (PRIV-11)");
    }
    findings.require(!leg.pathOpen(), Invariant.SEALED, "a path is opened twice");
    leg.session = Session.STARTED;
  }

  private void runSend(Device device, SendEffect effect, CallEvent cause) {
    if (effect instanceof SendEffect.SendRestarted) {
      if (takePermit(device)) {
        Message message =
            new Message(
                MessageType.HANGUP,
                device.call(effect.call()),
                Seal.NONE,
                HangupReason.RESTARTED.name());
        device.sent.add(wire.plain(message));
      }
      return;
    }
    Leg leg = device.leg(effect.call());
    MessageType type = type(effect);
    if (type == MessageType.UPDATE && !Renewals.names(device, leg, effect)) {
      return;
    }
    if (type == MessageType.CANDIDATE) {
      requireAccept(device, leg, effect.call(), "a message");
    }
    boolean bare = !leg.keys && reason(effect).equals(DeclineReason.UNSUPPORTED.name());
    findings.require(leg.keys || bare, Invariant.SEALED, type + " is sent without keys");
    if (type == MessageType.OFFER || type == MessageType.ANSWER) {
      findings.require(leg.pathOpen(), Invariant.SEALED, type + " is sent without a path");
    }
    if (type == MessageType.OFFER) {
      leg.offer = true;
    } else if (type == MessageType.ANSWER) {
      findings.require(!leg.policy, Invariant.SEALED, "the call's keys are made twice");
      leg.policy = true;
    } else if (type == MessageType.NONCE_CHALLENGE) {
      leg.nonce = true;
    }
    Seal seal = bare ? Seal.NONE : leg.policy ? Seal.POLICY : Seal.EARLY;
    findings.require(
        bare || covers(seal, type), Invariant.SEALED, type + " under a " + seal + " key");
    requireInvitation(device, leg, effect, cause);
    int call = device.call(effect.call());
    device.sent.add(wire.plain(new Message(type, call, seal, reason(effect))));
  }

  private void requireInvitation(Device device, Leg leg, SendEffect effect, CallEvent cause) {
    boolean byPerson = cause instanceof PersonEvent && cause.call().equals(effect.call());
    if (!effect.call().outgoing() && !leg.has(Mark.WANTED) && !byPerson) {
      requireInvitation(device, leg, type(effect) + " is sent");
    }
  }

  private void requireInvitation(Device device, Leg leg, String what) {
    boolean invited =
        device
            .scenario
            .policy(device.side)
            .filter(ContactPolicy::mayReplyUnasked)
            .filter(policy -> !policy.blocked() && policy.identityAcknowledged())
            .isPresent();
    findings.require(invited, Invariant.UNINVITED, what + " before the person answered");
    findings.require(
        !invited || leg.has(Mark.PERMITTED), Invariant.PERMITS, what + " without a permit");
  }

  private static boolean covers(Seal seal, MessageType type) {
    return switch (type) {
      case OFFER, RING, NONCE_CHALLENGE, NONCE_RESPONSE -> seal == Seal.EARLY;
      case CANDIDATE, DECLINE, HANGUP -> true;
      case ANSWER,
          CONFIRM,
          ACCEPT,
          SELECTED,
          REKEY,
          MODE_SWITCH_REQUEST,
          MODE_SWITCH_ACK,
          UPDATE,
          MEDIA_REQUEST,
          MEDIA_ACK,
          MOVE ->
          seal == Seal.POLICY;
    };
  }

  private static MessageType type(SendEffect effect) {
    if (effect instanceof SendEffect.SendOffer) {
      return MessageType.OFFER;
    } else if (effect instanceof SendEffect.SendRing) {
      return MessageType.RING;
    } else if (effect instanceof SendEffect.SendAnswer) {
      return MessageType.ANSWER;
    } else if (effect instanceof SendEffect.SendConfirm) {
      return MessageType.CONFIRM;
    } else if (effect instanceof SendEffect.SendAccept) {
      return MessageType.ACCEPT;
    } else if (effect instanceof SendEffect.SendCandidates) {
      return MessageType.CANDIDATE;
    } else if (effect instanceof SendEffect.SendUpdate
        || effect instanceof SendEffect.SendUpdateReply) {
      return MessageType.UPDATE;
    } else if (effect instanceof SendEffect.SendDecline) {
      return MessageType.DECLINE;
    } else if (effect instanceof SendEffect.SendSelected) {
      return MessageType.SELECTED;
    } else if (effect instanceof SendEffect.SendNonceChallenge) {
      return MessageType.NONCE_CHALLENGE;
    } else if (effect instanceof SendEffect.SendNonceResponse) {
      return MessageType.NONCE_RESPONSE;
    } else if (effect instanceof SendEffect.RefuseModeSwitch) {
      return MessageType.MODE_SWITCH_ACK;
    } else if (effect instanceof SendEffect.RefuseMedia) {
      return MessageType.MEDIA_ACK;
    }
    return MessageType.HANGUP;
  }

  /** What an ordinary hangup says changes only what the receiver's history says. */
  private String reason(SendEffect effect) {
    if (effect instanceof SendEffect.SendHangup hangup) {
      return mergeReasons ? HangupReason.NORMAL.name() : hangup.reason().name();
    } else if (effect instanceof SendEffect.SendDecline decline) {
      return decline.reason().name();
    } else if (effect instanceof SendEffect.SendUpdateReply) {
      return Renewals.REPLY;
    }
    return "";
  }
}
