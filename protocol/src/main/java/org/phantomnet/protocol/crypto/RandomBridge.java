package org.phantomnet.protocol.crypto;

import java.security.SecureRandom;

/** Lets a library that wants a {@link SecureRandom} draw from a {@link RandomSource}. */
public final class RandomBridge extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final transient RandomSource source;

  public RandomBridge(RandomSource source) {
    super(new NoSpi(), null);
    this.source = source;
  }

  @Override
  public void nextBytes(byte[] target) {
    source.fill(target);
  }

  /** Never asked: {@link #nextBytes} does not reach it. Keeps the platform's generator out. */
  private static final class NoSpi extends java.security.SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    @Override
    protected void engineSetSeed(byte[] seed) {}

    @Override
    protected void engineNextBytes(byte[] target) {
      throw new IllegalStateException("not bridged");
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      throw new IllegalStateException("not bridged");
    }
  }
}
