package org.phantomnet.protocol.handshake;

import javax.security.auth.Destroyable;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.signal.CallMessage;

/** The callee's side of one key agreement: secret, X25519 key, and the secret it encapsulated to the offer's key. */
public final class CalleeShares implements Destroyable, AutoCloseable {
  private CalleeShares() {}

  /** @throws ProtocolException.Malformed BAD_KEY_SHARE if the offer's shares cannot be used */
  public static CalleeShares respond(CallMessage.Offer offer, RandomSource random) throws ProtocolException {
    throw new UnsupportedOperationException();
  }

  public Bytes secret() {
    throw new UnsupportedOperationException();
  }

  public Bytes x25519Share() {
    throw new UnsupportedOperationException();
  }

  public Bytes mlKemCiphertext() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
