package org.phantomnet.protocol.crypto;

import javax.security.auth.Destroyable;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A key pair to which others seal with {@link Hpke}. Thread-safe. Owned by whoever made it, who
 * closes it; a closed one throws {@link IllegalStateException}.
 */
public final class HpkeKey implements Destroyable, AutoCloseable {
  public static final int PUBLIC_LENGTH = X25519.POINT_SIZE;
  public static final int PRIVATE_LENGTH = X25519.SCALAR_SIZE;

  private final SecretKey scalar;
  private final Bytes publicKey;

  private HpkeKey(SecretKey scalar) {
    this.scalar = scalar;
    this.publicKey = scalar.lend(HpkeKey::publicOf);
  }

  public static HpkeKey generate(RandomSource random) {
    return new HpkeKey(SecretKey.random(PRIVATE_LENGTH, random));
  }

  /** A key that was kept; {@code scalar} of 32 bytes stays its owner's to close. */
  public static HpkeKey of(SecretKey scalar) {
    if (scalar.length() != PRIVATE_LENGTH) {
      throw new IllegalArgumentException("scalar length");
    }
    return new HpkeKey(scalar.copy());
  }

  /** 32 bytes. */
  public Bytes publicKey() {
    return publicKey;
  }

  /** The private half, to keep: 32 bytes, the caller's to close. */
  public SecretKey scalar() {
    return scalar.copy();
  }

  <T> T lend(SecretKey.Use<T> use) {
    return scalar.lend(use);
  }

  @Override
  public void destroy() {
    scalar.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return scalar.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }

  private static Bytes publicOf(byte[] scalar) {
    byte[] point = new byte[PUBLIC_LENGTH];
    X25519.generatePublicKey(scalar, 0, point, 0);
    return Bytes.copyOf(point);
  }
}
