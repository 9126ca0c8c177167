package org.phantomnet.protocol.handshake;

import java.util.Optional;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.ConstantTime;
import org.phantomnet.protocol.crypto.Hmac;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.handshake.MessageAuthority.KeyKind;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * The keys of one call with one device, by epoch (spec/03-keys.md). Thread-safe. Owned by the call,
 * which closes it when it ends; a closed one throws {@link IllegalStateException}.
 */
public final class CallKeys implements Destroyable, AutoCloseable {
  private final CallBinding binding;
  private final Bytes context;
  private EpochKeys newest;
  private Optional<EpochKeys> previous = Optional.empty();

  private CallKeys(CallBinding binding, Bytes context, EpochKeys first) {
    this.binding = binding;
    this.context = context;
    this.newest = first;
  }

  /**
   * The caller's keys once the answer is there. The shares stay the caller's to close.
   *
   * @throws ProtocolException if the answer names another call or other devices, or its shares
   *     cannot be used
   * @throws IllegalStateException if the cores are not those of these shares and this answer: an
   *     own bug
   */
  public static CallKeys forCaller(
      CallBinding binding,
      CallerShares shares,
      CallMessage.Answer answer,
      Bytes offerCore,
      Bytes answerCore)
      throws ProtocolException {
    binding.requireMatch(answer);
    CallMessage.Offer offer =
        (CallMessage.Offer) SignalCodec.decodeCore(MessageType.OFFER, offerCore);
    requireSame(SignalCodec.decodeCore(MessageType.ANSWER, answerCore).equals(answer));
    requireSame(offer.callerSecret().equals(shares.secret()));
    requireSame(offer.x25519Share().equals(shares.x25519Share()));
    requireSame(offer.mlKemKey().equals(shares.mlKemKey()));
    Bytes context = binding.context();
    try (SecretKey calleeSecret = SecretKey.of(answer.calleeSecret());
        SecretKey x25519 = shares.shares().agree(answer.x25519Share());
        SecretKey mlKem = shares.shares().decapsulate(answer.mlKemCiphertext())) {
      return new CallKeys(
          binding,
          context,
          EpochKeys.first(
              context, offerCore, answerCore, shares.secretKey(), calleeSecret, x25519, mlKem));
    }
  }

  /**
   * The callee's keys once its answer core is encoded. The shares stay the callee's to close.
   *
   * @throws ProtocolException if the offer names another call or other devices
   * @throws IllegalStateException if the cores are not those of this offer and these shares: an own
   *     bug
   */
  public static CallKeys forCallee(
      CallBinding binding,
      CalleeShares shares,
      CallMessage.Offer offer,
      Bytes offerCore,
      Bytes answerCore)
      throws ProtocolException {
    binding.requireMatch(offer);
    CallMessage.Answer answer =
        (CallMessage.Answer) SignalCodec.decodeCore(MessageType.ANSWER, answerCore);
    requireSame(SignalCodec.decodeCore(MessageType.OFFER, offerCore).equals(offer));
    requireSame(answer.calleeSecret().equals(shares.secret()));
    requireSame(answer.x25519Share().equals(shares.x25519Share()));
    requireSame(answer.mlKemCiphertext().equals(shares.mlKemCiphertext()));
    Bytes context = binding.context();
    try (SecretKey callerSecret = SecretKey.of(offer.callerSecret())) {
      RekeyReply reply = shares.reply();
      return new CallKeys(
          binding,
          context,
          EpochKeys.first(
              context,
              offerCore,
              answerCore,
              callerSecret,
              shares.secretKey(),
              reply.x25519Secret(),
              reply.mlKemSecret()));
    }
  }

  /** The key confirmation of that role, 32 bytes; before the first rekey only. */
  @Rule("KEY-12")
  public synchronized Bytes confirm(Role by) {
    if (newest.epoch() != 0) {
      throw new IllegalStateException("epoch");
    }
    return Hmac.sha256(newest.confirm(by), newest.transcript());
  }

  /**
   * @throws Unauthentic BAD_CONFIRMATION
   */
  public void verifyConfirm(Role by, Bytes confirm) throws ProtocolException {
    if (!ConstantTime.equal(confirm(by), confirm)) {
      throw new Unauthentic(Unauthentic.Reason.BAD_CONFIRMATION);
    }
  }

  /** The newest epoch, from 0. */
  public synchronized int epoch() {
    return newest.epoch();
  }

  /** The MAC of an own message under an epoch that is held. */
  public synchronized Bytes mac(
      Role sender, MessageType type, int epoch, long counter, Bytes core) {
    MessageAuthority.requireOwn(sender, KeyKind.POLICY, type);
    EpochKeys keys = held(epoch).orElseThrow(() -> new IllegalStateException("epoch"));
    return MessageAuthority.mac(keys.policy(sender), binding.callId(), type, epoch, counter, core);
  }

  /**
   * Refuses types that {@code sender} never sends (WRONG_SENDER), types that the policy key does
   * not cover and wrong MACs (BAD_MAC), and epochs that are not held (WRONG_EPOCH). Replay is the
   * call loop's to check.
   */
  public synchronized void verify(Role sender, SealedCall sealed) throws ProtocolException {
    MessageAuthority.requireTheirs(sender, KeyKind.POLICY, sealed);
    Optional<EpochKeys> keys = held(sealed.epoch());
    if (keys.isEmpty()) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_EPOCH);
    }
    Bytes expected =
        MessageAuthority.mac(
            keys.get().policy(sender),
            binding.callId(),
            sealed.type(),
            sealed.epoch(),
            sealed.counter(),
            sealed.core());
    if (!ConstantTime.equal(expected, sealed.mac())) {
      throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
    }
  }

  /**
   * Opens the next epoch on the side that asked. The epoch before it stays held until {@link
   * #retirePrevious}; one before that is wiped now.
   *
   * @throws ProtocolException.Malformed BAD_KEY_SHARE if the reply's shares cannot be used; nothing
   *     has changed then
   */
  public synchronized void rekeyAsRequester(
      RekeyShares own, Bytes theirShare, Bytes ciphertext, Bytes requestCore, Bytes replyCore)
      throws ProtocolException {
    try (SecretKey x25519 = own.agree(theirShare);
        SecretKey mlKem = own.decapsulate(ciphertext)) {
      open(newest.next(context, requestCore, replyCore, x25519, mlKem));
    }
  }

  /** Opens the next epoch on the side that replied; otherwise as {@link #rekeyAsRequester}. */
  public synchronized void rekeyAsReplier(RekeyReply own, Bytes requestCore, Bytes replyCore) {
    open(newest.next(context, requestCore, replyCore, own.x25519Secret(), own.mlKemSecret()));
  }

  /**
   * Wipes the epoch before the newest; due 5 seconds after the other side used the newest (KEY-10).
   */
  @Rule("KEY-10")
  public synchronized void retirePrevious() {
    previous.ifPresent(EpochKeys::close);
    previous = Optional.empty();
  }

  /** A copy of the media key of that sender in the newest epoch, the caller's to close. */
  public synchronized SecretKey media(Role sender) {
    return newest.media(sender).copy();
  }

  @Override
  @Rule("KEY-11")
  public synchronized void destroy() {
    retirePrevious();
    newest.destroy();
  }

  @Override
  public synchronized boolean isDestroyed() {
    return newest.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }

  private void open(EpochKeys next) {
    retirePrevious();
    previous = Optional.of(newest);
    newest = next;
  }

  Optional<EpochKeys> held(int epoch) {
    if (epoch == newest.epoch()) {
      return Optional.of(newest);
    }
    return previous.filter(keys -> keys.epoch() == epoch);
  }

  private static void requireSame(boolean same) {
    if (!same) {
      throw new IllegalStateException("core");
    }
  }
}
