package org.phantomnet.protocol.crypto;

import javax.security.auth.Destroyable;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/** An ephemeral X25519 key (RFC 7748). Owned by whoever made it, who closes it. */
public final class X25519Key implements Destroyable, AutoCloseable {
  /** Length of a share, in bytes. */
  public static final int SHARE_LENGTH = X25519.POINT_SIZE;

  private final SecretKey scalar;
  private final Bytes share;

  private X25519Key(SecretKey scalar) {
    this.scalar = scalar;
    this.share = scalar.lend(X25519Key::shareOf);
  }

  public static X25519Key generate(RandomSource random) {
    return new X25519Key(SecretKey.random(X25519.SCALAR_SIZE, random));
  }

  /** The public share, 32 bytes. */
  public Bytes share() {
    return share;
  }

  /**
   * The shared secret, 32 bytes, the caller's to close.
   *
   * @throws Malformed BAD_KEY_SHARE if {@code theirs} has another length or gives the all-zero
   *     secret, as every point of low order does (RFC 7748 section 6.1)
   */
  @Rule("KEY-2")
  public SecretKey agree(Bytes theirs) throws Malformed {
    if (theirs.length() != SHARE_LENGTH) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
    byte[] shared = new byte[X25519.POINT_SIZE];
    byte[] point = theirs.toByteArray();
    boolean contributory =
        scalar.lend(secret -> X25519.calculateAgreement(secret, 0, point, 0, shared, 0));
    if (!contributory) {
      throw new Malformed(Malformed.Reason.BAD_KEY_SHARE);
    }
    return SecretKey.owning(shared);
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

  private static Bytes shareOf(byte[] scalar) {
    byte[] share = new byte[X25519.POINT_SIZE];
    X25519.generatePublicKey(scalar, 0, share, 0);
    return Bytes.copyOf(share);
  }
}
