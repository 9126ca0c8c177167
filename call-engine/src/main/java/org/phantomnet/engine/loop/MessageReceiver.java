package org.phantomnet.engine.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.PrivacyReceipt;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.MessageEvent;
import org.phantomnet.engine.state.Occupancy;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.DtlsProof;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * Turns what the channel brings into events: decodes, finds the call, checks sender, MAC and
 * counter. What fails a check is counted and changes nothing. Effect thread only.
 */
final class MessageReceiver {
  private final EnginePorts ports;
  private final Keyring keyring;
  private final Paths paths;
  private final Rekeys rekeys;
  private final Moves moves;
  private final VideoRequests videos;
  private final Reports reports;
  private final Abilities abilities;
  private final Ends ends;
  private final UpdateReceiver updates;
  private final HeldMessages early = new HeldMessages();
  private Optional<List<CallEvent>> gathered = Optional.empty();

  MessageReceiver(
      EnginePorts ports,
      Keyring keyring,
      Paths paths,
      Rekeys rekeys,
      Moves moves,
      VideoRequests videos,
      Reports reports,
      Abilities abilities) {
    this.ports = ports;
    this.keyring = keyring;
    this.paths = paths;
    this.rekeys = rekeys;
    this.moves = moves;
    this.videos = videos;
    this.reports = reports;
    this.abilities = abilities;
    this.ends = new Ends(ports.channel());
    this.updates = new UpdateReceiver(ports.relays(), paths);
  }

  /**
   * @param policy what the person decided about the sender
   */
  void receive(SecureChannel.Received message, Optional<ContactPolicy> policy) {
    try {
      SealedCall sealed = SignalCodec.decode(message.content());
      Optional<CallId> newer = SignalCodec.newerOffer(sealed.type(), sealed.core());
      if (newer.isPresent()) {
        receiveNewerOffer(message, newer.get(), policy);
        return;
      }
      CallMessage decoded = SignalCodec.decodeCore(sealed.type(), sealed.core());
      if (decoded instanceof CallMessage.Offer offer) {
        receiveOffer(message, sealed, offer, policy);
      } else {
        receiveInCall(message, sealed, decoded, policy);
      }
    } catch (ProtocolException refused) {
      ports.trace().trace(Trace.of(TraceCode.MESSAGE_REFUSED));
    }
  }

  private void post(CallEvent event) {
    gathered.ifPresentOrElse(events -> events.add(event), () -> reports.post(event));
  }

  private void receiveOffer(
      SecureChannel.Received message,
      SealedCall sealed,
      CallMessage.Offer offer,
      Optional<ContactPolicy> policy)
      throws ProtocolException {
    Instant now = ports.clock().instant();
    CallRef call = new CallRef(offer.callId(), Role.CALLEE);
    LegId leg = new LegId(call, message.from().device());
    ends.check(message, offer.caller(), offer.callee());
    Ends.checkPlace(offer);
    if (keyring.find(leg).isPresent()) {
      throw new Unauthentic(Unauthentic.Reason.REPLAYED);
    }
    CallBinding binding = new CallBinding(offer.callId(), Ends.sender(message), ends.self());
    LegKeys keys = LegKeys.callee(binding, offer, sealed.core());
    boolean kept = false;
    try {
      keys.verify(sealed);
      keys.takeCounter(sealed);
      DtlsProof.verify(
          binding,
          Role.CALLER,
          offer.dtlsCertificate(),
          offer.parameters().dtlsFingerprint(),
          offer.dtlsProof());
      boolean seen = policy.isPresent() && !takeOffer(message, offer.callId(), offer.mode(), now);
      if (!seen) {
        keyring.put(leg, keys);
        kept = true;
      }
      ports.trace().trace(Trace.of(TraceCode.OFFER_RECEIVED));
      postWithEarlier(leg, offered(message, offer, policy, call, seen), policy, now);
    } finally {
      if (!kept) {
        keys.close();
      }
    }
  }

  /** What overtook the offer is known with it: a call that is over shows no moment of ringing. */
  private void postWithEarlier(
      LegId leg, CallEvent offered, Optional<ContactPolicy> policy, Instant now) {
    List<CallEvent> events = new ArrayList<>(List.of(offered));
    gathered = Optional.of(events);
    try {
      early.take(leg, now).forEach(held -> receive(held, policy));
    } finally {
      gathered = Optional.empty();
      reports.postTogether(events);
    }
  }

  /**
   * @return false if the offer was taken before
   */
  private boolean takeOffer(SecureChannel.Received message, CallId id, CallMode mode, Instant now) {
    try {
      return ports.records().takeOffer(id, missed(message, mode), now);
    } catch (RuntimeException e) {
      throw new NotRecorded(e);
    }
  }

  /** The records failed, as on a full disk; nothing of the offer was taken. */
  static final class NotRecorded extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRecorded(RuntimeException cause) {
      super(cause);
    }
  }

  /** What the history says of an offer if this process dies before its person decided. */
  private CallRecords.Entry missed(SecureChannel.Received message, CallMode mode) {
    return new CallRecords.Entry(
        message.from().user(),
        false,
        mode,
        ports.clock().instant(),
        Duration.ZERO,
        EndReason.MISSED.name(),
        ReceiptJson.of(PrivacyReceipt.empty(mode)));
  }

  /** Nothing of it can be checked but who sent it: the chat's session says that (CALL-33). */
  private void receiveNewerOffer(
      SecureChannel.Received message, CallId id, Optional<ContactPolicy> policy)
      throws Unauthentic {
    CallRef call = new CallRef(id, Role.CALLEE);
    if (message.from().user().equals(ports.channel().self().user())) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER);
    }
    if (keyring.find(new LegId(call, message.from().device())).isPresent()) {
      throw new Unauthentic(Unauthentic.Reason.REPLAYED);
    }
    boolean seen =
        policy.isPresent() && !takeOffer(message, id, CallMode.PRIVATE, ports.clock().instant());
    ports.trace().trace(Trace.of(TraceCode.OFFER_RECEIVED));
    post(
        new MessageEvent.NewerOfferReceived(
            call,
            message.from().device(),
            message.from().user(),
            message.identity(),
            message.heldByMailbox(),
            seen,
            policy));
  }

  private MessageEvent.OfferReceived offered(
      SecureChannel.Received message,
      CallMessage.Offer offer,
      Optional<ContactPolicy> policy,
      CallRef call,
      boolean seen) {
    return new MessageEvent.OfferReceived(
        call,
        message.from().device(),
        message.from().user(),
        message.identity(),
        offer.mode(),
        offer.media(),
        Instant.ofEpochMilli(offer.createdAtMillis()),
        message.heldByMailbox(),
        seen,
        policy,
        Rank.of(offer.callId(), message.from()),
        abilities.of(offer),
        Occupancy.FREE,
        offer.continues());
  }

  private void receiveInCall(
      SecureChannel.Received message,
      SealedCall sealed,
      CallMessage decoded,
      Optional<ContactPolicy> policy)
      throws ProtocolException {
    Instant now = ports.clock().instant();
    List<CallRef> refs = Routing.calls(decoded);
    for (CallRef call : refs) {
      LegId leg = new LegId(call, message.from().device());
      Optional<LegKeys> keys = keyring.find(leg);
      if (keys.isPresent()) {
        receiveKnown(message, sealed, decoded, leg, keys.get(), policy);
        return;
      }
    }
    CallRef call = refs.get(0);
    if (Routing.mayOvertakeOffer(decoded)) {
      early.hold(
          new LegId(new CallRef(call.id(), Role.CALLEE), message.from().device()), message, now);
    } else if (Routing.needsCall(decoded)) {
      post(
          new MessageEvent.StrayReceived(
              call, message.from().device(), message.from().user(), policy));
    }
    ports.trace().trace(Trace.of(TraceCode.MESSAGE_REFUSED));
  }

  private void receiveKnown(
      SecureChannel.Received message,
      SealedCall sealed,
      CallMessage decoded,
      LegId leg,
      LegKeys keys,
      Optional<ContactPolicy> policy)
      throws ProtocolException {
    if (!keys.peer().device().equals(message.from())) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER);
    }
    if (!keys.peer().identity().equals(message.identity())) {
      post(new CheckEvent.IdentityChanged(leg.call()));
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER);
    }
    if (decoded instanceof CallMessage.Hangup hangup && hangup.reason() == HangupReason.RESTARTED) {
      post(new MessageEvent.HangupReceived(leg.call(), leg.device(), HangupReason.RESTARTED));
      return;
    }
    if (decoded instanceof CallMessage.Decline decline && keys.mayBeTooOldFor(sealed, decline)) {
      post(Routing.event(decline, leg.call(), leg.device()));
      return;
    }
    if (decoded instanceof CallMessage.Answer answer) {
      receiveAnswer(message, sealed, answer, leg, keys);
      keys.takeHeld().forEach(held -> receive(held, policy));
      return;
    }
    boolean underPolicy;
    try {
      underPolicy = keys.verify(sealed);
    } catch (ProtocolException unverified) {
      if (!keys.mayComeTooEarly() || !keys.hold(message)) {
        throw unverified;
      }
      return;
    }
    keys.takeCounter(sealed);
    if (underPolicy) {
      rekeys.heard(leg, sealed.epoch());
    }
    if (decoded instanceof CallMessage.Confirm confirm && !confirms(keys, confirm)) {
      post(new CheckEvent.SecurityFailed(leg.call(), leg.device()));
      throw new Unauthentic(Unauthentic.Reason.BAD_CONFIRMATION);
    }
    if (decoded instanceof CallMessage.NonceResponse response
        && !response.nonce().equals(keys.nonce())) {
      throw new Unauthentic(Unauthentic.Reason.EXPIRED);
    }
    if (decoded instanceof CallMessage.Candidates named) {
      if (!underPolicy) {
        throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
      }
      Optional<PathCandidates> apart =
          paths.newest(leg).map(Path::candidates).filter(PathCandidates::travelApart);
      if (apart.isEmpty()) {
        return;
      }
      apart.get().keep(named.candidates());
    }
    if (underPolicy
        && (moves.takes(decoded, leg, keys, policy)
            || rekeys.takes(sealed, decoded, leg, keys)
            || videos.takes(decoded, leg, keys))) {
      return;
    }
    if (decoded instanceof CallMessage.Update update) {
      updates.receive(sealed, update, leg, keys, underPolicy);
    }
    post(Routing.event(decoded, leg.call(), leg.device()));
  }

  private static boolean confirms(LegKeys keys, CallMessage.Confirm confirm) {
    try {
      if (keys.policy().isEmpty()) {
        return false;
      }
      keys.policy().get().verifyConfirm(Role.CALLER, confirm.confirmCaller());
      return true;
    } catch (ProtocolException wrong) {
      return false;
    }
  }

  /**
   * An answer that is not good in any way ends its leg: there is never an unkeyed or half-checked
   * call (CALL-25).
   */
  @Rule("CALL-25")
  private void receiveAnswer(
      SecureChannel.Received message,
      SealedCall sealed,
      CallMessage.Answer answer,
      LegId leg,
      LegKeys keys)
      throws ProtocolException {
    if (keys.policy().isPresent() || keys.offer().isEmpty()) {
      throw new Unauthentic(Unauthentic.Reason.REPLAYED);
    }
    CallMessage.Offer offer = keys.offer().get();
    boolean good = false;
    Optional<CallKeys> made = Optional.empty();
    try {
      ends.check(message, answer.caller(), answer.callee());
      if (answer.mode() != offer.mode()
          || answer.media().compareTo(offer.media()) > 0
          || !Abilities.suffice(answer.mode(), answer.capabilities())
          || !abilities.suits(answer.media(), answer.capabilities(), answer.parameters())) {
        throw new Malformed(Malformed.Reason.BAD_VALUE);
      }
      CallKeys policy =
          CallKeys.forCaller(
              keys.binding(), keys.callerShares(), answer, keys.offerCore(), sealed.core());
      made = Optional.of(policy);
      policy.verify(Role.CALLEE, sealed);
      policy.verifyConfirm(Role.CALLEE, sealed.confirm());
      keys.takeCounter(sealed);
      DtlsProof.verify(
          keys.binding(),
          Role.CALLEE,
          answer.dtlsCertificate(),
          answer.parameters().dtlsFingerprint(),
          answer.dtlsProof());
      if (!paths.get(leg).candidates().admitRemote(answer.relay(), answer.parameters())) {
        throw new Malformed(Malformed.Reason.BAD_ADDRESS);
      }
      answer.relay().ifPresent(named -> paths.theirs(leg, named));
      keys.answered(answer, policy);
      good = true;
    } finally {
      if (!good) {
        made.ifPresent(CallKeys::close);
        post(new CheckEvent.SecurityFailed(leg.call(), leg.device()));
      }
    }
    post(new MessageEvent.AnswerReceived(leg.call(), leg.device()));
  }
}
