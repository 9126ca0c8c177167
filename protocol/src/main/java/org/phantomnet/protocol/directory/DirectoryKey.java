package org.phantomnet.protocol.directory;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SigningKey;

/**
 * The Ed25519 key of a relay or of a directory authority (RFC 8032). Owned by whoever made it, who
 * closes it. Thread-safe.
 */
public final class DirectoryKey implements Destroyable, AutoCloseable {
  public static final int SEED_LENGTH = SigningKey.SEED_LENGTH;
  public static final int PUBLIC_KEY_LENGTH = SigningKey.PUBLIC_KEY_LENGTH;
  public static final int SIGNATURE_LENGTH = SigningKey.SIGNATURE_LENGTH;

  private final SigningKey key;

  private DirectoryKey(SigningKey key) {
    this.key = key;
  }

  public static DirectoryKey generate(RandomSource random) {
    return new DirectoryKey(SigningKey.generate(random));
  }

  /** Copies the 32-byte seed; the caller wipes its own. */
  public static DirectoryKey ofSeed(byte[] seed) {
    return new DirectoryKey(SigningKey.ofSeed(seed));
  }

  public Bytes publicKey() {
    return key.publicKey();
  }

  /** A copy of the seed, to be kept in a file that only the operator reads; the caller wipes it. */
  public byte[] copySeed() {
    return key.copySeed();
  }

  /** A signature under the label of one purpose is none for another. */
  Bytes sign(String label, Bytes message) {
    return key.sign(label, message);
  }

  static boolean verify(Bytes publicKey, String label, Bytes message, Bytes signature) {
    return SigningKey.verify(publicKey, label, message, signature);
  }

  @Override
  public void destroy() {
    key.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return key.isDestroyed();
  }

  @Override
  public void close() {
    key.close();
  }
}
