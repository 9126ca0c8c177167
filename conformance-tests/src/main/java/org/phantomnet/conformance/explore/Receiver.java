package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.conformance.explore.Leg.Mark;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.MessageEvent;
import org.phantomnet.engine.state.Occupancy;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MessageType;

/**
 * What engine.loop's {@code MessageReceiver} does with a message, step by step: finds the call
 * (CALL-26), its keys, checks seal and counter (CALL-17, CALL-18), keeps what came too early
 * (CALL-23), and posts an event to the loop. Bytes, shares and signatures are abstracted away: both
 * devices are honest, so a message fails a check only if its key is not held.
 */
final class Receiver {
  /** Kept by the caller until an answer (CALL-23). */
  private static final int MAX_HELD = 8;

  /** Kept by the callee until an offer (CALL-23). */
  private static final int MAX_EARLY = 4;

  private static final Bytes NONCE = PlacedCall.filled(16, 9);

  private final Wire wire;
  private final Findings findings;

  private final boolean anyChannel;

  Receiver(Wire wire, Findings findings, boolean anyChannel) {
    this.anyChannel = anyChannel;
    this.wire = wire;
    this.findings = findings;
  }

  void receive(Device device, int code, OfferAge age) {
    Message message = wire.message(code);
    if (message.type() == MessageType.OFFER) {
      receiveOffer(device, code, message, age);
    } else {
      receiveInCall(device, code, message);
    }
  }

  private void receiveOffer(Device device, int code, Message message, OfferAge age) {
    Leg leg = device.legs.get(message.call());
    if (leg.keys) {
      return; // REPLAYED
    }
    Optional<ContactPolicy> policy = device.scenario.policy(device.side);
    boolean seen = policy.isPresent() && !leg.marks.add(Mark.SEEN);
    if (device.scenario.unreadable()) {
      device.waiting.add(newer(device, message.call(), seen, age, policy));
      return;
    }
    if (!seen) {
      leg.keys = true; // no other message has this counter: a repeat is a replay
      leg.offer = true;
    }
    device.waiting.add(offered(device, message.call(), seen, age, policy));
    List<Integer> early = new ArrayList<>(leg.early);
    leg.early.clear();
    early.forEach(held -> receive(device, held, age));
  }

  private static MessageEvent.NewerOfferReceived newer(
      Device device, int call, boolean seen, OfferAge age, Optional<ContactPolicy> policy) {
    return new MessageEvent.NewerOfferReceived(
        device.ref(call),
        Device.PEER,
        People.address(device.side.other()),
        People.identity(device.side.other()),
        age.heldByMailbox(),
        seen,
        policy);
  }

  private static MessageEvent.OfferReceived offered(
      Device device, int call, boolean seen, OfferAge age, Optional<ContactPolicy> policy) {
    PlacedCall placed = device.scenario.calls().get(call);
    return new MessageEvent.OfferReceived(
        device.ref(call),
        Device.PEER,
        People.address(device.side.other()),
        People.identity(device.side.other()),
        placed.mode(),
        placed.media(),
        age.createdAt(People.NOW),
        age.heldByMailbox(),
        seen,
        policy,
        device.scenario.rank(device.side, call),
        device.scenario.ability(device.side),
        Occupancy.FREE);
  }

  private void receiveInCall(Device device, int code, Message message) {
    CallId id = device.scenario.calls().get(message.call()).id();
    List<CallRef> refs = refs(message.type(), id);
    for (CallRef ref : refs) {
      Optional<Leg> leg = device.find(ref);
      if (leg.isPresent() && leg.get().keys) {
        receiveKnown(device, code, message, leg.get(), ref);
        return;
      }
    }
    if (mayOvertakeOffer(message.type())) {
      keepForOffer(device, code, new CallRef(id, Role.CALLEE));
    } else if (needsCall(message.type())) {
      device.waiting.add(
          new MessageEvent.StrayReceived(
              refs.get(0),
              Device.PEER,
              People.address(device.side.other()),
              device.scenario.policy(device.side)));
    }
  }

  /**
   * Nothing is kept for an offer that can no longer ring here, since it would only be put back:
   * engine.loop keeps it and forgets it after 60 seconds.
   */
  private void keepForOffer(Device device, int code, CallRef taken) {
    Optional<Leg> leg = device.find(taken);
    if (leg.isPresent()
        && !leg.get().has(Mark.SEEN)
        && leg.get().early.size() < MAX_EARLY
        && !isKept(leg.get().early, code)) {
      leg.get().early.add(code);
    }
  }

  private void receiveKnown(Device device, int code, Message message, Leg leg, CallRef ref) {
    if (message.type() == MessageType.DECLINE && message.seal() == Seal.NONE) {
      if (ref.outgoing() && leg.offer && !leg.policy) {
        device.waiting.add(event(message, ref)); // CALL-34
      }
      return;
    }
    if (message.seal() == Seal.NONE) {
      device.waiting.add(new MessageEvent.HangupReceived(ref, Device.PEER, HangupReason.RESTARTED));
      return;
    }
    if (message.type() == MessageType.ANSWER) {
      receiveAnswer(device, code, message, leg, ref);
      return;
    }
    if (!verify(device, message, leg, ref)) {
      if (ref.outgoing() && !leg.policy && leg.held.size() < MAX_HELD && !isKept(leg.held, code)) {
        leg.held.add(code);
      }
      return;
    }
    if (!takeCounter(device, code)) {
      return;
    }
    if (message.type() == MessageType.CONFIRM) {
      leg.confirmed = true;
    }
    if (message.type() == MessageType.NONCE_RESPONSE && !leg.nonce) {
      return; // EXPIRED
    }
    if (message.type() == MessageType.UPDATE && !Renewals.counts(device.leg(ref), message)) {
      return;
    }
    device.waiting.add(event(message, ref));
  }

  private void receiveAnswer(Device device, int code, Message message, Leg leg, CallRef ref) {
    if (leg.policy || !leg.offer) {
      return; // REPLAYED
    }
    if (!device.ref(message.call()).equals(ref)) {
      device.waiting.add(new CheckEvent.SecurityFailed(ref, Device.PEER));
      return;
    }
    findings.require(leg.pathOpen(), Invariant.SEALED, "an answer is checked without a path");
    takeCounter(device, code);
    leg.policy = true;
    leg.peerHasPolicy = true;
    leg.confirmed = true;
    device.waiting.add(new MessageEvent.AnswerReceived(ref, Device.PEER));
    List<Integer> held = new ArrayList<>(leg.held);
    leg.held.clear();
    held.forEach(kept -> receive(device, kept, OfferAge.FRESH));
  }

  /** The policy key if there is one, and the early key until the peer showed it has the former. */
  private static boolean verify(Device device, Message message, Leg leg, CallRef ref) {
    boolean sameCall = device.ref(message.call()).equals(ref);
    if (leg.policy && sameCall && message.seal() == Seal.POLICY) {
      leg.peerHasPolicy = true;
      return true;
    }
    return sameCall && message.seal() == Seal.EARLY && !(leg.policy && leg.peerHasPolicy);
  }

  /** Only messages that are delivered twice need remembering. */
  private boolean takeCounter(Device device, int code) {
    int base = Wire.plain(code);
    if (anyChannel) {
      return !device.taken.contains(base) && device.taken.add(base);
    }
    if (!Wire.repeated(code)) {
      return true;
    }
    if (device.taken.contains(base)) {
      device.taken.remove(Integer.valueOf(base)); // there is no third
      return false;
    }
    return device.taken.add(base);
  }

  /** Over a channel that repeats for ever, a second copy is kept in vain: its counter is taken. */
  private boolean isKept(List<Integer> kept, int code) {
    return anyChannel && kept.contains(code);
  }

  private static List<CallRef> refs(MessageType type, CallId id) {
    CallRef placed = new CallRef(id, Role.CALLER);
    CallRef taken = new CallRef(id, Role.CALLEE);
    return switch (type) {
      case RING, ANSWER, ACCEPT, DECLINE, NONCE_CHALLENGE -> List.of(placed);
      case OFFER, CONFIRM, SELECTED, NONCE_RESPONSE -> List.of(taken);
      case CANDIDATE,
          REKEY,
          MODE_SWITCH_REQUEST,
          MODE_SWITCH_ACK,
          UPDATE,
          MEDIA_REQUEST,
          MEDIA_ACK,
          MOVE,
          HANGUP ->
          List.of(placed, taken);
    };
  }

  private static boolean mayOvertakeOffer(MessageType type) {
    return type == MessageType.HANGUP || type == MessageType.CANDIDATE;
  }

  static boolean needsCall(MessageType type) {
    return switch (type) {
      case RING,
          ANSWER,
          ACCEPT,
          CONFIRM,
          SELECTED,
          REKEY,
          MODE_SWITCH_REQUEST,
          UPDATE,
          MEDIA_REQUEST,
          MOVE ->
          true;
      case OFFER,
          CANDIDATE,
          DECLINE,
          HANGUP,
          MODE_SWITCH_ACK,
          MEDIA_ACK,
          NONCE_CHALLENGE,
          NONCE_RESPONSE ->
          false;
    };
  }

  private static MessageEvent event(Message message, CallRef ref) {
    int peer = Device.PEER;
    return switch (message.type()) {
      case RING -> new MessageEvent.RingReceived(ref, peer);
      case CONFIRM -> new MessageEvent.ConfirmReceived(ref, peer);
      case CANDIDATE -> new MessageEvent.CandidatesReceived(ref, peer);
      case ACCEPT -> new MessageEvent.AcceptReceived(ref, peer);
      case DECLINE -> declined(DeclineReason.valueOf(message.reason()), ref);
      case SELECTED -> new MessageEvent.SelectedReceived(ref, peer);
      case HANGUP ->
          new MessageEvent.HangupReceived(ref, peer, HangupReason.valueOf(message.reason()));
      case NONCE_CHALLENGE -> new MessageEvent.NonceChallengeReceived(ref, peer, NONCE);
      case NONCE_RESPONSE -> new MessageEvent.NonceResponseReceived(ref, peer);
      case REKEY, MOVE -> new MessageEvent.RekeyReceived(ref, peer); // nobody has two devices here
      case MODE_SWITCH_REQUEST ->
          new MessageEvent.ModeSwitchRequestReceived(ref, peer, 1, CallMode.FAST, NONCE);
      case MODE_SWITCH_ACK -> new MessageEvent.ModeSwitchAckReceived(ref, peer, true);
      case UPDATE ->
          new MessageEvent.UpdateReceived(ref, peer, message.reason().equals(Renewals.REPLY));
      case MEDIA_REQUEST -> new MessageEvent.MediaRequestReceived(ref, peer, 1);
      case MEDIA_ACK -> new MessageEvent.MediaAckReceived(ref, peer, true);
      case OFFER, ANSWER -> throw new IllegalStateException("has its own way");
    };
  }

  private static MessageEvent declined(DeclineReason reason, CallRef ref) {
    return new MessageEvent.DeclineReceived(
        ref,
        Device.PEER,
        reason,
        reason == DeclineReason.MODE_TOO_WEAK ? Optional.of(CallMode.PARANOID) : Optional.empty());
  }
}
