package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;

/** The caller's side of one device's key agreement: secret, X25519 key and ML-KEM-768 key. One per callee device. */
public final class CallerShares implements Destroyable, AutoCloseable {
  private CallerShares() {}

  public static CallerShares generate(RandomSource random) {
    throw new UnsupportedOperationException();
  }

  public Bytes secret() {
    throw new UnsupportedOperationException();
  }

  public Bytes x25519Share() {
    throw new UnsupportedOperationException();
  }

  public Bytes mlKemKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
