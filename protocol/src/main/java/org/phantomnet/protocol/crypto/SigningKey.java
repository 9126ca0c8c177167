package org.phantomnet.protocol.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.bytes.WireWriter;

/**
 * An Ed25519 key (RFC 8032) that signs {@code lp(label) || lp(message)}, so that a signature for
 * one purpose is none for another. Owned by whoever made it, who closes it; after that it signs
 * nothing and throws {@link IllegalStateException}. Thread-safe.
 */
public final class SigningKey implements Destroyable, AutoCloseable {
  public static final int SEED_LENGTH = 32;
  public static final int PUBLIC_KEY_LENGTH = 32;
  public static final int SIGNATURE_LENGTH = 64;

  private final byte[] seed;
  private final Bytes publicKey;
  private boolean destroyed;

  private SigningKey(byte[] seed) {
    this.seed = seed;
    this.publicKey =
        Bytes.copyOf(new Ed25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded());
  }

  public static SigningKey generate(RandomSource random) {
    byte[] seed = new byte[SEED_LENGTH];
    random.fill(seed);
    return new SigningKey(seed);
  }

  /** Copies the 32-byte seed; the caller wipes its own. */
  public static SigningKey ofSeed(byte[] seed) {
    if (seed.length != SEED_LENGTH) {
      throw new IllegalArgumentException("seed length");
    }
    return new SigningKey(seed.clone());
  }

  public Bytes publicKey() {
    return publicKey;
  }

  /** A copy of the seed; the caller wipes it. */
  public synchronized byte[] copySeed() {
    requireAlive();
    return seed.clone();
  }

  public synchronized Bytes sign(String label, Bytes message) {
    requireAlive();
    byte[] input = input(label, message);
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, new Ed25519PrivateKeyParameters(seed, 0));
    signer.update(input, 0, input.length);
    return Bytes.copyOf(signer.generateSignature());
  }

  /** False too if {@code publicKey} is no point of the curve. */
  public static boolean verify(Bytes publicKey, String label, Bytes message, Bytes signature) {
    byte[] input = input(label, message);
    try {
      Ed25519Signer verifier = new Ed25519Signer();
      verifier.init(false, new Ed25519PublicKeyParameters(publicKey.toByteArray(), 0));
      verifier.update(input, 0, input.length);
      return verifier.verifySignature(signature.toByteArray());
    } catch (IllegalArgumentException notAPoint) {
      return false;
    }
  }

  private static byte[] input(String label, Bytes message) {
    return new WireWriter()
        .bytes32(Bytes.copyOf(label.getBytes(StandardCharsets.US_ASCII)))
        .bytes32(message)
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
