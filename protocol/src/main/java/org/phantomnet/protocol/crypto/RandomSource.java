package org.phantomnet.protocol.crypto;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * The one source of chance (STYLE 5). Enters in the composition root; tests seed it. Thread-safe.
 */
public interface RandomSource {
  void fill(byte[] target);

  default Bytes bytes(int length) {
    byte[] target = new byte[length];
    fill(target);
    return Bytes.copyOf(target);
  }
}
