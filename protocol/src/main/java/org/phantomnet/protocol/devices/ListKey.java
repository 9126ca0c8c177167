package org.phantomnet.protocol.devices;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireWriter;
import org.phantomnet.protocol.crypto.RandomSource;

/**
 * The Ed25519 key (RFC 8032) with which a primary device signs its account's device list. Owned by
 * whoever made it, who closes it. Thread-safe.
 */
public final class ListKey implements Destroyable, AutoCloseable {
  public static final int SEED_LENGTH = 32;
  public static final int PUBLIC_KEY_LENGTH = 32;
  public static final int SIGNATURE_LENGTH = 64;
  private static final String LABEL = "PhantomNet device list v1";

  private final byte[] seed;
  private final Bytes publicKey;
  private boolean destroyed;

  private ListKey(byte[] seed) {
    this.seed = seed;
    this.publicKey =
        Bytes.copyOf(new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded());
  }

  public static ListKey generate(RandomSource random) {
    byte[] seed = new byte[SEED_LENGTH];
    random.fill(seed);
    return new ListKey(seed);
  }

  /** Copies the 32-byte seed. */
  public static ListKey ofSeed(Bytes seed) {
    if (seed.length() != SEED_LENGTH) {
      throw new IllegalArgumentException("seed length");
    }
    return new ListKey(seed.toByteArray());
  }

  public Bytes publicKey() {
    return publicKey;
  }

  /** A copy of the seed, for the encrypted store. */
  public synchronized Bytes discloseSeed() {
    requireAlive();
    return Bytes.copyOf(seed);
  }

  synchronized Bytes sign(Bytes list) {
    requireAlive();
    byte[] input = input(list);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(seed, 0));
    signer.update(input, 0, input.length);
    return Bytes.copyOf(signer.generateSignature());
  }

  static boolean verify(Bytes publicKey, Bytes list, Bytes signature) {
    byte[] input = input(list);
    try {
      Ed25519Signer verifier = new Ed25519Signer();
      verifier.init(false, new Ed25519PublicKeyParameters(publicKey.toByteArray(), 0));
      verifier.update(input, 0, input.length);
      return verifier.verifySignature(signature.toByteArray());
    } catch (IllegalArgumentException notAPoint) {
      return false;
    }
  }

  private static byte[] input(Bytes list) {
    return new WireWriter()
        .bytes32(Bytes.copyOf(LABEL.getBytes(StandardCharsets.US_ASCII)))
        .bytes32(list)
        .toBytes()
        .toByteArray();
  }

  @Override
  public synchronized void destroy() {
    Arrays.fill(seed, (byte) 0);
    destroyed = true;
  }

  @Override
  public synchronized boolean isDestroyed() {
    return destroyed;
  }

  @Override
  public void close() {
    destroy();
  }

  private void requireAlive() {
    if (destroyed) {
      throw new IllegalStateException("destroyed");
    }
  }
}
