package org.phantomnet.desktop.platform;

import java.security.SecureRandom;
import org.phantomnet.protocol.crypto.RandomSource;

/** The operating system's randomness. Thread-safe. */
public final class SystemRandom implements RandomSource {
  private final SecureRandom random = new SecureRandom();

  @Override
  public void fill(byte[] target) {
    random.nextBytes(target);
  }
}
