package org.phantomnet.protocol.signal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;

/**
 * Everything two call engines say to each other, inside the chat's Double Ratchet session (DESIGN
 * 4). Immutable; each record validates itself. {@code SignalCodec} turns one into its {@code core}
 * bytes and back; the MAC over those bytes is {@code handshake}'s.
 */
public sealed interface CallMessage {
  /** Length of caller and callee secrets and X25519 shares, in bytes. */
  int SHARE_LENGTH = 32;

  /** Length of an ML-KEM-768 encapsulation key, in bytes (FIPS 203 table 3). */
  int KEM_KEY_LENGTH = 1184;

  /** Length of an ML-KEM-768 ciphertext, in bytes (FIPS 203 table 3). */
  int KEM_CIPHERTEXT_LENGTH = 1088;

  /** Length of a key confirmation, in bytes. */
  int CONFIRM_LENGTH = 32;

  /** Length of a live nonce, in bytes. */
  int NONCE_LENGTH = 16;

  CallId callId();

  MessageType type();

  /**
   * Caller to each callee device, one core per device.
   *
   * @param createdAtMillis milliseconds since the epoch by the caller's clock
   * @param dtlsProof ECDSA signature, DER, by the DTLS certificate's key (KEY-15)
   * @param dtlsCertificate X.509, DER, at most 1024 bytes; its SHA-256 is the fingerprint in {@code
   *     parameters}
   * @param continues the call of the two that goes on as this one, if its person takes it (CALL-82)
   */
  record Offer(
      CallId callId,
      DeviceAddress caller,
      DeviceAddress callee,
      CallMode mode,
      MediaKind media,
      ConnectionParameters parameters,
      Optional<RelayCandidate> relay,
      Bytes callerSecret,
      Bytes x25519Share,
      Bytes mlKemKey,
      Set<Capability> capabilities,
      long createdAtMillis,
      Bytes dtlsCertificate,
      Bytes dtlsProof,
      Optional<CallId> continues)
      implements CallMessage {
    /** Of a call that continues no other. */
    public Offer(
        CallId callId,
        DeviceAddress caller,
        DeviceAddress callee,
        CallMode mode,
        MediaKind media,
        ConnectionParameters parameters,
        Optional<RelayCandidate> relay,
        Bytes callerSecret,
        Bytes x25519Share,
        Bytes mlKemKey,
        Set<Capability> capabilities,
        long createdAtMillis,
        Bytes dtlsCertificate,
        Bytes dtlsProof) {
      this(
          callId,
          caller,
          callee,
          mode,
          media,
          parameters,
          relay,
          callerSecret,
          x25519Share,
          mlKemKey,
          capabilities,
          createdAtMillis,
          dtlsCertificate,
          dtlsProof,
          Optional.empty());
    }

    public Offer {
      capabilities = Set.copyOf(capabilities);
      requireLength(callerSecret, SHARE_LENGTH);
      requireLength(x25519Share, SHARE_LENGTH);
      requireLength(mlKemKey, KEM_KEY_LENGTH);
    }

    @Override
    public MessageType type() {
      return MessageType.OFFER;
    }
  }

  /** A callee device is alerting its person. */
  record Ring(CallId callId) implements CallMessage {
    @Override
    public MessageType type() {
      return MessageType.RING;
    }
  }

  /**
   * A callee device's parameters and shares; not consent. The callee's key confirmation travels
   * beside the core ({@link SealedCall#confirm()}), so that the whole core is in the transcript.
   */
  record Answer(
      CallId callId,
      DeviceAddress caller,
      DeviceAddress callee,
      CallMode mode,
      MediaKind media,
      ConnectionParameters parameters,
      Optional<RelayCandidate> relay,
      Bytes calleeSecret,
      Bytes x25519Share,
      Bytes mlKemCiphertext,
      Set<Capability> capabilities,
      Bytes dtlsCertificate,
      Bytes dtlsProof)
      implements CallMessage {
    public Answer {
      capabilities = Set.copyOf(capabilities);
      requireLength(calleeSecret, SHARE_LENGTH);
      requireLength(x25519Share, SHARE_LENGTH);
      requireLength(mlKemCiphertext, KEM_CIPHERTEXT_LENGTH);
    }

    @Override
    public MessageType type() {
      return MessageType.ANSWER;
    }
  }

  /** Caller to the device that answered: keys agreed. Not consent. */
  record Confirm(CallId callId, Bytes confirmCaller) implements CallMessage {
    public Confirm {
      requireLength(confirmCaller, CONFIRM_LENGTH);
    }

    @Override
    public MessageType type() {
      return MessageType.CONFIRM;
    }
  }

  /**
   * A batch of candidates (Fast mode, and restarts).
   *
   * @param sequence rising per sender and call, from 0
   */
  record Candidates(CallId callId, int sequence, List<Candidate> candidates)
      implements CallMessage {
    public static final int MAX_CANDIDATES = 16;

    public Candidates {
      candidates = List.copyOf(candidates);
      if (sequence < 0 || candidates.isEmpty() || candidates.size() > MAX_CANDIDATES) {
        throw new IllegalArgumentException("candidates");
      }
    }

    @Override
    public MessageType type() {
      return MessageType.CANDIDATE;
    }
  }

  /** The person said yes. */
  record Accept(CallId callId) implements CallMessage {
    @Override
    public MessageType type() {
      return MessageType.ACCEPT;
    }
  }

  /**
   * The person, or the policy, said no.
   *
   * @param required the weakest mode that would be taken; present exactly with MODE_TOO_WEAK
   */
  record Decline(CallId callId, DeclineReason reason, Optional<CallMode> required)
      implements CallMessage {
    public Decline {
      if (required.isPresent() != (reason == DeclineReason.MODE_TOO_WEAK)) {
        throw new IllegalArgumentException("decline");
      }
    }

    @Override
    public MessageType type() {
      return MessageType.DECLINE;
    }
  }

  /** Caller to the device that won. */
  record Selected(CallId callId) implements CallMessage {
    @Override
    public MessageType type() {
      return MessageType.SELECTED;
    }
  }

  /**
   * Fresh shares for the next epoch.
   *
   * @param reply false for the request (with an ML-KEM key), true for the reply (with a ciphertext)
   */
  record Rekey(CallId callId, int epoch, boolean reply, Bytes x25519Share, Bytes mlKem)
      implements CallMessage {
    public Rekey {
      requireLength(x25519Share, SHARE_LENGTH);
      requireLength(mlKem, reply ? KEM_CIPHERTEXT_LENGTH : KEM_KEY_LENGTH);
      requireEpoch(epoch);
    }

    @Override
    public MessageType type() {
      return MessageType.REKEY;
    }
  }

  /**
   * Asks for another mode, with the shares of the rekey that carries both modes in its transcript.
   */
  record ModeSwitchRequest(
      CallId callId,
      int epoch,
      CallMode from,
      CallMode to,
      ModeSwitchReason reason,
      Bytes x25519Share,
      Bytes mlKemKey)
      implements CallMessage {
    public ModeSwitchRequest {
      requireLength(x25519Share, SHARE_LENGTH);
      requireLength(mlKemKey, KEM_KEY_LENGTH);
      requireEpoch(epoch);
    }

    @Override
    public MessageType type() {
      return MessageType.MODE_SWITCH_REQUEST;
    }
  }

  /**
   * Answers a mode switch. Shares are present exactly when approved; otherwise both are empty.
   *
   * @param refuses SHA-256 of the core of the request; empty when approved
   */
  record ModeSwitchAck(
      CallId callId,
      int epoch,
      CallMode to,
      boolean approved,
      Bytes x25519Share,
      Bytes mlKemCiphertext,
      Bytes refuses)
      implements CallMessage {
    public ModeSwitchAck {
      requireLength(x25519Share, approved ? SHARE_LENGTH : 0);
      requireLength(mlKemCiphertext, approved ? KEM_CIPHERTEXT_LENGTH : 0);
      requireLength(refuses, approved ? 0 : Sha256.LENGTH);
      requireEpoch(epoch);
    }

    public static ModeSwitchAck refusal(CallId callId, int epoch, CallMode to, Bytes refuses) {
      return new ModeSwitchAck(callId, epoch, to, false, Bytes.EMPTY, Bytes.EMPTY, refuses);
    }

    @Override
    public MessageType type() {
      return MessageType.MODE_SWITCH_ACK;
    }
  }

  /**
   * New connection parameters: an ICE restart, or a new connection beside the old one.
   *
   * @param epoch the one the keys are in, 0 before the first rekey
   * @param newConnection true for make-before-break
   * @param answers SHA-256 of the core of the request that is replied to; empty in a request
   */
  record Update(
      CallId callId,
      int epoch,
      boolean reply,
      boolean newConnection,
      ConnectionParameters parameters,
      Optional<RelayCandidate> relay,
      Bytes dtlsCertificate,
      Bytes dtlsProof,
      Bytes answers)
      implements CallMessage {
    public Update {
      requireLength(answers, reply ? Sha256.LENGTH : 0);
      if (epoch < 0) {
        throw new IllegalArgumentException("epoch");
      }
    }

    @Override
    public MessageType type() {
      return MessageType.UPDATE;
    }
  }

  /** Asks to change what flows; never accepted by itself. */
  record MediaRequest(CallId callId, int sequence, MediaChange change) implements CallMessage {
    @Override
    public MessageType type() {
      return MessageType.MEDIA_REQUEST;
    }
  }

  /** Answers a media request. */
  record MediaAck(CallId callId, int sequence, boolean approved) implements CallMessage {
    @Override
    public MessageType type() {
      return MessageType.MEDIA_ACK;
    }
  }

  /**
   * Moves the call to another of the sender's own devices.
   *
   * @param refusal present in an answer: the call does not move there
   */
  record Move(CallId callId, DeviceAddress to, Optional<MoveRefusal> refusal)
      implements CallMessage {
    /** Asks for it. */
    public Move(CallId callId, DeviceAddress to) {
      this(callId, to, Optional.empty());
    }

    @Override
    public MessageType type() {
      return MessageType.MOVE;
    }
  }

  /** Ends the call. */
  record Hangup(CallId callId, HangupReason reason) implements CallMessage {
    @Override
    public MessageType type() {
      return MessageType.HANGUP;
    }
  }

  /** Asks the sender of an old-looking offer whether it still rings (AGE-2). */
  record NonceChallenge(CallId callId, Bytes nonce) implements CallMessage {
    public NonceChallenge {
      requireLength(nonce, NONCE_LENGTH);
    }

    @Override
    public MessageType type() {
      return MessageType.NONCE_CHALLENGE;
    }
  }

  /** Answers a challenge while still ringing. */
  record NonceResponse(CallId callId, Bytes nonce) implements CallMessage {
    public NonceResponse {
      requireLength(nonce, NONCE_LENGTH);
    }

    @Override
    public MessageType type() {
      return MessageType.NONCE_RESPONSE;
    }
  }

  private static void requireLength(Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException("length");
    }
  }

  private static void requireEpoch(int epoch) {
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch");
    }
  }
}
