package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.MlKem768Key;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.X25519Key;

/**
 * The replying side's fresh share and ciphertext for one epoch, and the two secrets agreed with the
 * asking side's shares. Owned by whoever made it, who closes it; used once.
 */
public final class RekeyReply implements Destroyable, AutoCloseable {
  private final Bytes x25519Share;
  private final Bytes mlKemCiphertext;
  private final SecretKey x25519Secret;
  private final SecretKey mlKemSecret;

  private RekeyReply(
      Bytes x25519Share, SecretKey x25519Secret, MlKem768Key.Encapsulated encapsulated) {
    this.x25519Share = x25519Share;
    this.x25519Secret = x25519Secret;
    this.mlKemCiphertext = encapsulated.ciphertext();
    this.mlKemSecret = encapsulated.secret();
  }

  /**
   * @throws ProtocolException.Malformed BAD_KEY_SHARE if a share cannot be used
   */
  public static RekeyReply respond(Bytes theirX25519, Bytes theirMlKemKey, RandomSource random)
      throws ProtocolException {
    try (X25519Key own = X25519Key.generate(random)) {
      SecretKey agreed = own.agree(theirX25519);
      try {
        return new RekeyReply(own.share(), agreed, MlKem768Key.encapsulate(theirMlKemKey, random));
      } catch (ProtocolException refused) {
        agreed.close();
        throw refused;
      }
    }
  }

  public Bytes x25519Share() {
    return x25519Share;
  }

  public Bytes mlKemCiphertext() {
    return mlKemCiphertext;
  }

  SecretKey x25519Secret() {
    return x25519Secret;
  }

  SecretKey mlKemSecret() {
    return mlKemSecret;
  }

  @Override
  public void destroy() {
    x25519Secret.destroy();
    mlKemSecret.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return mlKemSecret.isDestroyed(); // wiped last
  }

  @Override
  public void close() {
    destroy();
  }
}
