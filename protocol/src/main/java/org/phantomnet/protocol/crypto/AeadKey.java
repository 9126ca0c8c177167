package org.phantomnet.protocol.crypto;

import java.util.Arrays;
import javax.security.auth.Destroyable;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A key of AES-256-GCM (NIST SP 800-38D) with 12-byte nonces and 16-byte tags. The caller chooses
 * the nonces and must never use one twice for sealing: that would give away both plaintexts' XOR
 * and the key of the tags. Thread-safe. Owned by whoever made it, who closes it; a closed one
 * throws {@link IllegalStateException}.
 */
public final class AeadKey implements Destroyable, AutoCloseable {
  public static final int KEY_LENGTH = 32;
  public static final int NONCE_LENGTH = 12;

  /** How much longer a sealed text is, in bytes. */
  public static final int TAG_LENGTH = 16;

  private static final int TAG_BITS = TAG_LENGTH * 8;

  private final SecretKey key;

  private AeadKey(SecretKey key) {
    this.key = key;
  }

  /** A key of the same 32 bytes; {@code key} stays its owner's to close. */
  public static AeadKey of(SecretKey key) {
    if (key.length() != KEY_LENGTH) {
      throw new IllegalArgumentException("key length");
    }
    return new AeadKey(key.copy());
  }

  /**
   * The ciphertext, then the tag.
   *
   * @param nonce 12 bytes, never used with this key before
   * @param associated authenticated, but not part of the result
   */
  public Bytes seal(Bytes nonce, Bytes associated, Bytes plain) {
    try {
      return run(true, nonce, associated, plain);
    } catch (InvalidCipherTextException e) {
      throw new IllegalStateException("sealing");
    }
  }

  /**
   * The plaintext.
   *
   * @param sealed as {@link #seal} made it
   * @throws Unauthentic BAD_MAC if this key did not seal just that with that nonce and associated
   *     data, and if it is too short to be sealed at all; no byte of it comes out then
   */
  public Bytes open(Bytes nonce, Bytes associated, Bytes sealed) throws Unauthentic {
    try {
      return run(false, nonce, associated, sealed);
    } catch (InvalidCipherTextException e) {
      throw new Unauthentic(Unauthentic.Reason.BAD_MAC);
    }
  }

  private Bytes run(boolean sealing, Bytes nonce, Bytes associated, Bytes text)
      throws InvalidCipherTextException {
    if (nonce.length() != NONCE_LENGTH) {
      throw new IllegalArgumentException("nonce length");
    }
    GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
    key.lend(
        secret -> {
          KeyParameter parameter = new KeyParameter(secret);
          cipher.init(
              sealing,
              new AEADParameters(
                  parameter, TAG_BITS, nonce.toByteArray(), associated.toByteArray()));
          Arrays.fill(parameter.getKey(), (byte) 0);
          return cipher;
        });
    byte[] input = text.toByteArray();
    byte[] output = new byte[cipher.getOutputSize(input.length)];
    try {
      int length = cipher.processBytes(input, 0, input.length, output, 0);
      length += cipher.doFinal(output, length);
      return Bytes.copyOf(output, 0, length);
    } finally {
      // A plaintext that did not authenticate has been decrypted here already.
      Arrays.fill(output, (byte) 0);
    }
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
    destroy();
  }
}
