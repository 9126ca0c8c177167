package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.path.CallShield;
import org.phantomnet.engine.port.SecureChannel;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.EarlyKeys;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/**
 * Everything secret of one call with one device, and what the handshake said so far. Lives on the
 * effect thread, from the offer until the leg is closed or the call ended; {@link #close} wipes it.
 */
final class LegKeys implements AutoCloseable {
  /** Messages kept until the keys that cover them exist. */
  private static final int MAX_HELD = 8;

  private static final int MAX_REFUSALS = 16; // CALL-35

  private static final int MAX_REQUESTS = 30; // CALL-52

  private final CallBinding binding;
  private final Role own;
  private final EarlyKeys early;
  private final Optional<CallerShares> callerShares;
  private final CallShield shield;
  private final LegModes modes = new LegModes();
  private final LegMoves moves = new LegMoves();
  private final ReplayWindow received = new ReplayWindow();
  private final List<SecureChannel.Received> held = new ArrayList<>();
  private Optional<CallKeys> policy = Optional.empty();
  private Optional<CallMessage.Offer> offer = Optional.empty();
  private Optional<CallMessage.Answer> answer = Optional.empty();
  private Bytes offerCore = Bytes.EMPTY;
  private Bytes nonce = Bytes.EMPTY;
  private Optional<LegRekey> rekey = Optional.empty();
  private Optional<LegVideo> video = Optional.empty();
  private boolean peerHasPolicyKeys;
  private long sent;
  private int refusals;
  private int requests;
  private long newestUpdate;
  private int candidateBatches;

  /** The caller's: makes the shares of one callee device. */
  static LegKeys caller(CallBinding binding, CallerShares shares) {
    return new LegKeys(
        binding, Role.CALLER, EarlyKeys.derive(binding, shares.secret()), Optional.of(shares));
  }

  /** The callee's, from an offer whose MAC is still to be checked. */
  static LegKeys callee(CallBinding binding, CallMessage.Offer offer, Bytes offerCore) {
    LegKeys keys =
        new LegKeys(
            binding,
            Role.CALLEE,
            EarlyKeys.derive(binding, offer.callerSecret()),
            Optional.empty());
    keys.offered(offer, offerCore);
    return keys;
  }

  private LegKeys(
      CallBinding binding, Role own, EarlyKeys early, Optional<CallerShares> callerShares) {
    this.binding = binding;
    this.own = own;
    this.early = early;
    this.callerShares = callerShares;
    this.shield = new CallShield(own);
  }

  /** What the media of all connections with this device passes through (SHIELD-1). */
  CallShield shield() {
    return shield;
  }

  CallBinding binding() {
    return binding;
  }

  /** True while one more request may be answered that is refused anyway. */
  @Rule("CALL-35")
  boolean takeRefusal() {
    return ++refusals <= MAX_REFUSALS;
  }

  /**
   * An UPDATE counts only if none that was sent later was taken (CALL-52).
   *
   * @return false if one was
   */
  boolean takeUpdate(SealedCall sealed) {
    boolean newest = sealed.counter() > newestUpdate;
    newestUpdate = Math.max(newestUpdate, sealed.counter());
    return newest;
  }

  /** True while one more request of the peer for a new connection may be answered (CALL-52). */
  boolean takeRequest() {
    return ++requests <= MAX_REQUESTS;
  }

  /** The sequence of the next CANDIDATE. */
  int nextCandidates() {
    return candidateBatches++;
  }

  Party peer() {
    return binding.party(own.other());
  }

  CallerShares callerShares() {
    return callerShares.orElseThrow();
  }

  Optional<CallKeys> policy() {
    return policy;
  }

  Optional<CallMessage.Offer> offer() {
    return offer;
  }

  Optional<CallMessage.Answer> answer() {
    return answer;
  }

  LegModes modes() {
    return modes;
  }

  LegMoves moves() {
    return moves;
  }

  /** What the other side said that it can do; empty before it said so. */
  Set<Capability> theirs() {
    return own == Role.CALLER
        ? answer.map(CallMessage.Answer::capabilities).orElse(Set.of())
        : offer.map(CallMessage.Offer::capabilities).orElse(Set.of());
  }

  /** Of the connections that are made now. */
  MediaKind media() {
    return video.map(LegVideo::kind).orElseGet(() -> offer.orElseThrow().media());
  }

  /** Empty before there is an answer, which may have asked for less than the offer. */
  Optional<LegVideo> video() {
    return video;
  }

  Bytes offerCore() {
    return offerCore;
  }

  Bytes nonce() {
    return nonce;
  }

  void expect(Bytes sentNonce) {
    nonce = sentNonce;
  }

  void offered(CallMessage.Offer message, Bytes core) {
    offer = Optional.of(message);
    offerCore = core;
  }

  /**
   * The callee's answer core is about to be sent: from now on its messages are sealed with the
   * policy key.
   */
  void answering(CallMessage.Answer message, CallKeys keys) {
    agreed(message, keys);
  }

  /** The caller found the answer good; what its keys were made of is not needed any more. */
  void answered(CallMessage.Answer message, CallKeys keys) {
    answer = Optional.of(message);
    agreed(message, keys);
    peerHasPolicyKeys = true;
    callerShares.ifPresent(CallerShares::close);
  }

  /** The gate keeps media back until the other side has shown that it holds them too (GATE-1). */
  private void agreed(CallMessage.Answer message, CallKeys keys) {
    policy = Optional.of(keys);
    video = Optional.of(new LegVideo(message.media()));
    shield.hold(keys);
    shield.use(keys);
  }

  /** Empty until the two people talk, and where keys do not change. */
  Optional<LegRekey> rekey() {
    return rekey;
  }

  void rekeyFrom(Rekeying begun) {
    rekey = Optional.of(new LegRekey(begun));
  }

  /** The epoch whose policy key covers what is said now. */
  private int sending() {
    return rekey.map(changing -> changing.state().sending()).orElse(0);
  }

  /**
   * Seals a message with the key that covers it now: the policy key as soon as there is one, before
   * that the early key (CALL-17).
   */
  SealedCall seal(MessageType type, Bytes core, Bytes confirm) {
    long counter = ++sent;
    if (policy.isPresent()) {
      int epoch = sending();
      return new SealedCall(
          type, epoch, counter, core, confirm, policy.get().mac(own, type, epoch, counter, core));
    }
    return new SealedCall(type, 0, counter, core, confirm, early.mac(own, type, counter, core));
  }

  /**
   * Checks a message of the peer. The early key counts until the peer has shown that it holds the
   * policy keys: by its answer, or by its confirmation; a hangup that crosses the answer is still
   * heard, and nothing after it is.
   *
   * @return true if it came under the policy key
   */
  @Rule("CALL-17")
  boolean verify(SealedCall sealed) throws ProtocolException {
    if (policy.isPresent()) {
      try {
        policy.get().verify(own.other(), sealed);
        peerHasPolicyKeys = true;
        return true;
      } catch (Unauthentic wrongKey) {
        if (peerHasPolicyKeys) {
          throw wrongKey;
        }
      }
    }
    early.verify(own.other(), sealed);
    return false;
  }

  /**
   * @throws Unauthentic REPLAYED if the counter was taken before
   */
  void takeCounter(SealedCall sealed) throws Unauthentic {
    if (!received.take(sealed.counter())) {
      throw new Unauthentic(Unauthentic.Reason.REPLAYED);
    }
  }

  /**
   * True if the caller's policy keys do not exist yet, so that the message may be covered by them.
   */
  boolean mayComeTooEarly() {
    return own == Role.CALLER && policy.isEmpty();
  }

  /**
   * True for the one refusal that comes without a MAC: of a device that could not read the offer,
   * while nothing of it but the offer is there (CALL-34).
   */
  @Rule("CALL-34")
  boolean mayBeTooOldFor(SealedCall sealed, CallMessage.Decline decline) {
    return own == Role.CALLER
        && offer.isPresent()
        && policy.isEmpty()
        && decline.reason() == DeclineReason.UNSUPPORTED
        && sealed.epoch() == 0
        && sealed.counter() == 1
        && sealed.mac().equals(SealedCall.NO_MAC);
  }

  boolean hold(SecureChannel.Received message) {
    return held.size() < MAX_HELD && held.add(message);
  }

  List<SecureChannel.Received> takeHeld() {
    List<SecureChannel.Received> taken = new ArrayList<>(held);
    held.clear();
    return taken;
  }

  @Override
  public void close() {
    early.close();
    callerShares.ifPresent(CallerShares::close);
    policy.ifPresent(CallKeys::close);
    rekey.ifPresent(LegRekey::close);
    shield.close();
    held.clear();
  }
}
