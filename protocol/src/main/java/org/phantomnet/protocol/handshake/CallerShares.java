package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.signal.CallMessage;

/**
 * The caller's side of one device's key agreement: secret, X25519 key and ML-KEM-768 key. One per
 * callee device, never shared between devices. Owned by whoever made it, who closes it.
 */
public final class CallerShares implements Destroyable, AutoCloseable {
  private final SecretKey secret;
  private final RekeyShares shares;

  private CallerShares(SecretKey secret, RekeyShares shares) {
    this.secret = secret;
    this.shares = shares;
  }

  public static CallerShares generate(RandomSource random) {
    return new CallerShares(
        SecretKey.random(CallMessage.SHARE_LENGTH, random), RekeyShares.generate(random));
  }

  /** The caller's secret, as the offer carries it: 32 bytes. */
  public Bytes secret() {
    return secret.disclose();
  }

  public Bytes x25519Share() {
    return shares.x25519Share();
  }

  public Bytes mlKemKey() {
    return shares.mlKemKey();
  }

  SecretKey secretKey() {
    return secret;
  }

  RekeyShares shares() {
    return shares;
  }

  @Override
  public void destroy() {
    secret.destroy();
    shares.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return shares.isDestroyed(); // wiped last
  }

  @Override
  public void close() {
    destroy();
  }
}
