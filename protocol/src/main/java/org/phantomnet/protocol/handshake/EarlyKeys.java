package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.ConstantTime;
import org.phantomnet.protocol.crypto.Hkdf;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.handshake.MessageAuthority.KeyKind;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/**
 * MAC keys from the caller's secret alone, for what is said before the answer (SIG-13).
 * Thread-safe. Owned by whoever derived it, who closes it once an answer was taken.
 */
public final class EarlyKeys implements Destroyable, AutoCloseable {
  private static final int EPOCH = 0;

  private final CallId callId;
  private final SecretKey caller;
  private final SecretKey callee;

  private EarlyKeys(CallId callId, SecretKey caller, SecretKey callee) {
    this.callId = callId;
    this.caller = caller;
    this.callee = callee;
  }

  @Rule("KEY-4")
  public static EarlyKeys derive(CallBinding binding, Bytes callerSecret) {
    if (callerSecret.length() != CallMessage.SHARE_LENGTH) {
      throw new IllegalArgumentException("caller secret");
    }
    Bytes salt = LengthPrefixed.start(Label.EARLY_V1).fixed(binding.session()).sha256();
    try (SecretKey ikm = SecretKey.of(callerSecret);
        SecretKey prk = Hkdf.extract(salt, ikm)) {
      Bytes context = binding.context();
      return new EarlyKeys(
          binding.callId(),
          Hkdf.expand(prk, Label.EARLY_CALLER_V1, context),
          Hkdf.expand(prk, Label.EARLY_CALLEE_V1, context));
    }
  }

  /** The MAC of an own message in epoch 0. */
  public Bytes mac(Role sender, MessageType type, long counter, Bytes core) {
    MessageAuthority.requireOwn(sender, KeyKind.EARLY, type);
    return macOf(sender, type, counter, core);
  }

  /**
   * Refuses types that {@code sender} never sends (WRONG_SENDER), types that the early key does not
   * cover and wrong MACs (BAD_MAC), and other epochs than 0 (WRONG_EPOCH).
   */
  public void verify(Role sender, SealedCall sealed) throws ProtocolException {
    MessageAuthority.requireTheirs(sender, KeyKind.EARLY, sealed);
    if (sealed.epoch() != EPOCH) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_EPOCH);
    }
    Bytes expected = macOf(sender, sealed.type(), sealed.counter(), sealed.core());
    if (!ConstantTime.equal(expected, sealed.mac())) {
      throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
    }
  }

  @Override
  public void destroy() {
    caller.destroy();
    callee.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return callee.isDestroyed(); // wiped last
  }

  @Override
  public void close() {
    destroy();
  }

  /** For any type, whether this key covers it or not. */
  Bytes macOf(Role sender, MessageType type, long counter, Bytes core) {
    SecretKey key = sender == Role.CALLER ? caller : callee;
    return MessageAuthority.mac(key, callId, type, EPOCH, counter, core);
  }
}
