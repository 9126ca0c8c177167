package org.phantomnet.protocol.crypto;

import java.util.Arrays;
import org.phantomnet.protocol.bytes.Bytes;

/** HKDF-SHA-256 (RFC 5869) behind labels. Stateless; thread-safe. */
public final class Hkdf {
  private static final int MAX_BLOCKS = 255; // RFC 5869 section 2.3

  private Hkdf() {}

  /**
   * Extract over the concatenation of the input secrets: a pseudorandom key of 32 bytes, the
   * caller's to close.
   */
  public static SecretKey extract(Bytes salt, SecretKey... inputs) {
    int length = 0;
    for (SecretKey input : inputs) {
      length += input.length();
    }
    byte[] ikm = new byte[length];
    int at = 0;
    for (SecretKey input : inputs) {
      at = append(input, ikm, at);
    }
    byte[] prk = Hmac.compute(salt.toByteArray(), ikm);
    Arrays.fill(ikm, (byte) 0);
    return SecretKey.owning(prk);
  }

  /** Expand with info {@code lp(label) || context}: a key of 32 bytes, the caller's to close. */
  public static SecretKey expand(SecretKey prk, Label label, Bytes context) {
    byte[] info = LengthPrefixed.start(label).fixed(context).bytes().toByteArray();
    return SecretKey.owning(prk.lend(secret -> expand(secret, info, Hmac.LENGTH)));
  }

  /** RFC 5869 section 2.3. */
  static byte[] expand(byte[] prk, byte[] info, int length) {
    if (length > MAX_BLOCKS * Hmac.LENGTH) {
      throw new IllegalArgumentException("length");
    }
    byte[] output = new byte[length];
    byte[] block = new byte[0];
    int done = 0;
    for (int i = 1; done < length; i++) {
      byte[] next = Hmac.compute(prk, block, info, new byte[] {(byte) i});
      Arrays.fill(block, (byte) 0);
      block = next;
      int take = Math.min(block.length, length - done);
      System.arraycopy(block, 0, output, done, take);
      done += take;
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  private static int append(SecretKey input, byte[] ikm, int at) {
    return input.lend(
        secret -> {
          System.arraycopy(secret, 0, ikm, at, secret.length);
          return at + secret.length;
        });
  }
}
