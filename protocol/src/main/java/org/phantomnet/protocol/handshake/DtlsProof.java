package org.phantomnet.protocol.handshake;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.ConstantTime;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.crypto.P256Key;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.rule.Rule;

/**
 * Checks a peer's proof that it holds the key of the DTLS certificate it names (against RFC 8844
 * misbinding). To be done before any remote parameter reaches the media engine. Stateless;
 * thread-safe.
 */
public final class DtlsProof {
  private DtlsProof() {}

  /**
   * @param signer the role of the peer that sent certificate and proof
   * @param fingerprint the SHA-256 that its connection parameters name
   * @throws Malformed if the certificate has not the form of KEY-14
   * @throws Unauthentic BAD_PROOF_OF_POSSESSION
   */
  @Rule("KEY-16")
  public static void verify(
      CallBinding binding, Role signer, Bytes certificate, Bytes fingerprint, Bytes proof)
      throws ProtocolException {
    Bytes point = CertificateForm.require(certificate);
    if (!ConstantTime.equal(Sha256.of(certificate), fingerprint)
        || !P256Key.verify(point, digest(binding, signer, fingerprint), proof)) {
      throw new Unauthentic(Unauthentic.Reason.BAD_PROOF_OF_POSSESSION);
    }
  }

  @Rule("KEY-15")
  static Bytes digest(CallBinding binding, Role signer, Bytes fingerprint) {
    return LengthPrefixed.start(Label.DTLS_PROOF_V1)
        .fixed(binding.context())
        .lp(signer == Role.CALLER ? "caller" : "callee")
        .lp(fingerprint)
        .sha256();
  }
}
