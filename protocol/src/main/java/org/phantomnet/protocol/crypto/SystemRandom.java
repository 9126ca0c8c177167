package org.phantomnet.protocol.crypto;

import java.security.SecureRandom;

/** The operating system's randomness; for composition roots. Thread-safe. */
public final class SystemRandom implements RandomSource {
  private final SecureRandom random = new SecureRandom();

  @Override
  public void fill(byte[] target) {
    random.nextBytes(target);
  }
}
