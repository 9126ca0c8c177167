package org.phantomnet.protocol.handshake;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;

/** Checks a peer's proof that it holds the key of the DTLS certificate it names (against RFC 8844 misbinding). */
public final class DtlsProof {
  private DtlsProof() {}

  public static void verify(CallBinding binding, Role signer, Bytes certificate, Bytes fingerprint, Bytes proof)
      throws ProtocolException {
    throw new UnsupportedOperationException();
  }
}
