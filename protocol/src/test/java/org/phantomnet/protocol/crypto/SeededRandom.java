package org.phantomnet.protocol.crypto;

import java.nio.ByteBuffer;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A random source that anyone can repeat: block i is SHA-256(u64 seed || u64 i). For tests only.
 */
public final class SeededRandom implements RandomSource {
  private final long seed;
  private long block;

  public SeededRandom(long seed) {
    this.seed = seed;
  }

  @Override
  public synchronized void fill(byte[] target) {
    for (int at = 0; at < target.length; at += Sha256.LENGTH) {
      byte[] input = ByteBuffer.allocate(16).putLong(seed).putLong(block++).array();
      byte[] output = Sha256.of(Bytes.copyOf(input)).toByteArray();
      System.arraycopy(output, 0, target, at, Math.min(output.length, target.length - at));
    }
  }
}
