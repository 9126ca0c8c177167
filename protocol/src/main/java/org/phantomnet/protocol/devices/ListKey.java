package org.phantomnet.protocol.devices;

import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.SigningKey;

/**
 * The Ed25519 key (RFC 8032) with which a primary device signs its account's device list. Owned by
 * whoever made it, who closes it. Thread-safe.
 */
public final class ListKey implements Destroyable, AutoCloseable {
  public static final int SEED_LENGTH = SigningKey.SEED_LENGTH;
  public static final int PUBLIC_KEY_LENGTH = SigningKey.PUBLIC_KEY_LENGTH;
  public static final int SIGNATURE_LENGTH = SigningKey.SIGNATURE_LENGTH;
  private static final String LABEL = "PhantomNet device list v1";

  private final SigningKey key;

  private ListKey(SigningKey key) {
    this.key = key;
  }

  public static ListKey generate(RandomSource random) {
    return new ListKey(SigningKey.generate(random));
  }

  /** Copies the 32-byte seed. */
  public static ListKey ofSeed(Bytes seed) {
    byte[] copy = seed.toByteArray();
    try {
      return new ListKey(SigningKey.ofSeed(copy));
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  public Bytes publicKey() {
    return key.publicKey();
  }

  /** A copy of the seed, for the encrypted store. */
  public Bytes discloseSeed() {
    byte[] copy = key.copySeed();
    try {
      return Bytes.copyOf(copy);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  Bytes sign(Bytes list) {
    return key.sign(LABEL, list);
  }

  static boolean verify(Bytes publicKey, Bytes list, Bytes signature) {
    return SigningKey.verify(publicKey, LABEL, list, signature);
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
