package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Hkdf;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.rule.Rule;

/** All keys of one epoch. The pseudorandom key itself is gone once they are derived. */
final class EpochKeys implements Destroyable, AutoCloseable {
  private final int epoch;
  private final Bytes transcript;
  private final SecretKey policyCaller;
  private final SecretKey policyCallee;
  private final SecretKey confirmCaller;
  private final SecretKey confirmCallee;
  private final SecretKey mediaCaller;
  private final SecretKey mediaCallee;
  private final SecretKey rekey;

  private EpochKeys(int epoch, Bytes transcript, SecretKey prk, Bytes context) {
    this.epoch = epoch;
    this.transcript = transcript;
    this.policyCaller = Hkdf.expand(prk, Label.POLICY_CALLER_V1, context);
    this.policyCallee = Hkdf.expand(prk, Label.POLICY_CALLEE_V1, context);
    this.confirmCaller = Hkdf.expand(prk, Label.CONFIRM_CALLER_V1, context);
    this.confirmCallee = Hkdf.expand(prk, Label.CONFIRM_CALLEE_V1, context);
    this.mediaCaller = Hkdf.expand(prk, Label.MEDIA_CALLER_V1, context);
    this.mediaCallee = Hkdf.expand(prk, Label.MEDIA_CALLEE_V1, context);
    this.rekey = Hkdf.expand(prk, Label.REKEY_V1, context);
  }

  /** Epoch 0, from the offer and the answer. The input secrets stay the caller's. */
  @Rule("KEY-8")
  static EpochKeys first(
      Bytes context,
      Bytes offerCore,
      Bytes answerCore,
      SecretKey callerSecret,
      SecretKey calleeSecret,
      SecretKey x25519,
      SecretKey mlKem) {
    Bytes transcript =
        LengthPrefixed.start(Label.TRANSCRIPT_V1).lp(offerCore).lp(answerCore).sha256();
    try (SecretKey prk = Hkdf.extract(transcript, callerSecret, calleeSecret, x25519, mlKem)) {
      return new EpochKeys(0, transcript, prk, context);
    }
  }

  /** The epoch after this one. */
  @Rule("KEY-9")
  EpochKeys next(
      Bytes context, Bytes requestCore, Bytes replyCore, SecretKey x25519, SecretKey mlKem) {
    Bytes chained = LengthPrefixed.start().fixed(transcript).lp(requestCore).lp(replyCore).sha256();
    try (SecretKey prk = Hkdf.extract(chained, rekey, x25519, mlKem)) {
      return new EpochKeys(epoch + 1, chained, prk, context);
    }
  }

  int epoch() {
    return epoch;
  }

  Bytes transcript() {
    return transcript;
  }

  SecretKey policy(Role role) {
    return role == Role.CALLER ? policyCaller : policyCallee;
  }

  SecretKey confirm(Role role) {
    return role == Role.CALLER ? confirmCaller : confirmCallee;
  }

  SecretKey media(Role role) {
    return role == Role.CALLER ? mediaCaller : mediaCallee;
  }

  @Override
  public void destroy() {
    policyCaller.destroy();
    policyCallee.destroy();
    confirmCaller.destroy();
    confirmCallee.destroy();
    mediaCaller.destroy();
    mediaCallee.destroy();
    rekey.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return rekey.isDestroyed(); // wiped last
  }

  @Override
  public void close() {
    destroy();
  }
}
