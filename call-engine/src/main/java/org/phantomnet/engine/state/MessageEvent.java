package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * A peer's message, after its session, sender, recipient, MAC and counter were checked. {@code
 * device} is the peer's device that sent it.
 */
public sealed interface MessageEvent extends CallEvent {
  int device();

  @Override
  default boolean concerns(int peer) {
    return device() == peer;
  }

  /**
   * Someone calls this device.
   *
   * @param identity the identity key the sender's session is bound to
   * @param createdAt by the caller's clock
   * @param heldByMailbox what the mailbox says; it may lie
   * @param seen this contact's call id was offered before
   * @param policy empty for anyone who is not an accepted contact
   * @param rank SHA-256(call id || caller address || device)
   * @param occupancy set by {@link DeviceCalls}; {@code FREE} when posted
   * @param continues the call that goes on as this one, as the caller says (CALL-82)
   */
  record OfferReceived(
      CallRef call,
      int device,
      UserAddress contact,
      Bytes identity,
      CallMode mode,
      MediaKind media,
      Instant createdAt,
      Duration heldByMailbox,
      boolean seen,
      Optional<ContactPolicy> policy,
      Bytes rank,
      Ability ability,
      Occupancy occupancy,
      Optional<CallId> continues)
      implements MessageEvent {
    /** Of a call that continues no other. */
    public OfferReceived(
        CallRef call,
        int device,
        UserAddress contact,
        Bytes identity,
        CallMode mode,
        MediaKind media,
        Instant createdAt,
        Duration heldByMailbox,
        boolean seen,
        Optional<ContactPolicy> policy,
        Bytes rank,
        Ability ability,
        Occupancy occupancy) {
      this(
          call,
          device,
          contact,
          identity,
          mode,
          media,
          createdAt,
          heldByMailbox,
          seen,
          policy,
          rank,
          ability,
          occupancy,
          Optional.empty());
    }

    OfferReceived with(Occupancy decided, MediaKind limitedMedia) {
      return new OfferReceived(
          call,
          device,
          contact,
          identity,
          mode,
          limitedMedia,
          createdAt,
          heldByMailbox,
          seen,
          policy,
          rank,
          ability,
          decided,
          continues);
    }

    @Override
    public String toString() {
      return "OfferReceived";
    }
  }

  /**
   * Someone calls this device in a version that it cannot read (CALL-33).
   *
   * @param identity the identity key the sender's session is bound to
   * @param heldByMailbox what the mailbox says; it may lie
   * @param seen this contact's call id was offered before
   * @param policy empty for anyone who is not an accepted contact
   */
  record NewerOfferReceived(
      CallRef call,
      int device,
      UserAddress contact,
      Bytes identity,
      Duration heldByMailbox,
      boolean seen,
      Optional<ContactPolicy> policy)
      implements MessageEvent {
    @Override
    public String toString() {
      return "NewerOfferReceived";
    }
  }

  record RingReceived(CallRef call, int device) implements MessageEvent {}

  /** Shares, confirm-callee, proof of possession and candidates were all found good. */
  record AnswerReceived(CallRef call, int device) implements MessageEvent {}

  /** confirm-caller was found good. */
  record ConfirmReceived(CallRef call, int device) implements MessageEvent {}

  /** Under the policy key; what they are is kept with the path. */
  record CandidatesReceived(CallRef call, int device) implements MessageEvent {}

  /** Sealed with the policy key of an answer that was found good. */
  record AcceptReceived(CallRef call, int device) implements MessageEvent {}

  record DeclineReceived(
      CallRef call, int device, DeclineReason reason, Optional<CallMode> required)
      implements MessageEvent {}

  record SelectedReceived(CallRef call, int device) implements MessageEvent {}

  record HangupReceived(CallRef call, int device, HangupReason reason) implements MessageEvent {}

  record NonceChallengeReceived(CallRef call, int device, Bytes nonce) implements MessageEvent {}

  /** The nonce is the one that was sent. */
  record NonceResponseReceived(CallRef call, int device) implements MessageEvent {}

  record RekeyReceived(CallRef call, int device) implements MessageEvent {}

  /**
   * One that is to be refused where people talk; the others are not the machine's.
   *
   * @param name what a refusal names it by
   */
  record ModeSwitchRequestReceived(CallRef call, int device, int epoch, CallMode to, Bytes name)
      implements MessageEvent {}

  record ModeSwitchAckReceived(CallRef call, int device, boolean approved)
      implements MessageEvent {}

  /** Found good in every part; what it says is kept with the connection. */
  record UpdateReceived(CallRef call, int device, boolean reply) implements MessageEvent {}

  record MediaRequestReceived(CallRef call, int device, int sequence) implements MessageEvent {}

  record MediaAckReceived(CallRef call, int device, boolean approved) implements MessageEvent {}

  /**
   * The peer moves the call to another of its devices.
   *
   * @param continuation the call that this device is to place to that one
   */
  record MoveReceived(CallRef call, int device, PersonEvent.StartRequested continuation)
      implements MessageEvent {}

  /** A message that only makes sense inside a call, for a call this device has no keys of. */
  record StrayReceived(
      CallRef call, int device, UserAddress contact, Optional<ContactPolicy> policy)
      implements MessageEvent {
    @Override
    public String toString() {
      return "StrayReceived";
    }
  }
}
