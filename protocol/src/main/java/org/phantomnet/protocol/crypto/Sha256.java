package org.phantomnet.protocol.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.phantomnet.protocol.bytes.Bytes;

/** SHA-256 (FIPS 180-4) of public values. */
public final class Sha256 {
  /** Length of a digest, in bytes. */
  public static final int LENGTH = 32;

  private Sha256() {}

  public static Bytes of(Bytes value) {
    byte[] input = value.toByteArray();
    SHA256Digest digest = new SHA256Digest();
    digest.update(input, 0, input.length);
    byte[] output = new byte[LENGTH];
    digest.doFinal(output, 0);
    return Bytes.copyOf(output);
  }
}
