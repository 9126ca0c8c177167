package org.phantomnet.protocol.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.phantomnet.protocol.bytes.Bytes;

/** HMAC-SHA-256 (RFC 2104). Stateless; thread-safe. */
public final class Hmac {
  /** Length of a MAC, in bytes. */
  public static final int LENGTH = 32;

  private static final byte[] NO_KEY = new byte[LENGTH];

  private Hmac() {}

  public static Bytes sha256(SecretKey key, Bytes input) {
    return key.lend(secret -> Bytes.copyOf(compute(secret, input.toByteArray())));
  }

  /** True if {@code mac} is the MAC of {@code input}; takes the same time either way. */
  public static boolean verify(SecretKey key, Bytes input, Bytes mac) {
    return ConstantTime.equal(sha256(key, input), mac);
  }

  /** HMAC of several inputs, one after the other. */
  static byte[] compute(byte[] key, byte[]... inputs) {
    HMac hmac = new HMac(new SHA256Digest());
    KeyParameter parameter = new KeyParameter(key);
    hmac.init(parameter);
    for (byte[] input : inputs) {
      hmac.update(input, 0, input.length);
    }
    byte[] output = new byte[LENGTH];
    hmac.doFinal(output, 0);
    // the library's copies of the key: the parameter's array, and the padded key, which a new key
    // overwrites
    Arrays.fill(parameter.getKey(), (byte) 0);
    hmac.init(new KeyParameter(NO_KEY));
    return output;
  }
}
