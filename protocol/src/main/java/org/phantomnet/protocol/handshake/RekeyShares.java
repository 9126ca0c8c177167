package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.MlKem768Key;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.X25519Key;

/**
 * The asking side's fresh shares for one epoch. Owned by whoever made it, who closes it; used once.
 */
public final class RekeyShares implements Destroyable, AutoCloseable {
  private final X25519Key x25519;
  private final MlKem768Key mlKem;

  private RekeyShares(X25519Key x25519, MlKem768Key mlKem) {
    this.x25519 = x25519;
    this.mlKem = mlKem;
  }

  public static RekeyShares generate(RandomSource random) {
    return new RekeyShares(X25519Key.generate(random), MlKem768Key.generate(random));
  }

  public Bytes x25519Share() {
    return x25519.share();
  }

  public Bytes mlKemKey() {
    return mlKem.encapsulationKey();
  }

  SecretKey agree(Bytes theirShare) throws ProtocolException {
    return x25519.agree(theirShare);
  }

  SecretKey decapsulate(Bytes ciphertext) throws ProtocolException {
    return mlKem.decapsulate(ciphertext);
  }

  @Override
  public void destroy() {
    x25519.destroy();
    mlKem.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return mlKem.isDestroyed(); // wiped last
  }

  @Override
  public void close() {
    destroy();
  }
}
