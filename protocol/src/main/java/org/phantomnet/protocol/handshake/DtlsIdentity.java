package org.phantomnet.protocol.handshake;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.function.Consumer;
import javax.security.auth.Destroyable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.P256Key;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.Sha256;

/**
 * A connection's own DTLS certificate and private key (EC P-256), fresh per connection (KEY-13).
 * Thread-safe. Owned by the call, which closes it.
 */
public final class DtlsIdentity implements Destroyable, AutoCloseable {
  private static final int PEM_LINE = 64; // RFC 7468 section 2

  private final P256Key key;
  private final Bytes certificate;

  private DtlsIdentity(P256Key key, Bytes certificate) {
    this.key = key;
    this.certificate = certificate;
  }

  public static DtlsIdentity generate(RandomSource random, Clock clock) {
    P256Key key = P256Key.generate(random);
    return new DtlsIdentity(key, DtlsCertificate.create(key, random, clock));
  }

  /** X.509, DER. */
  public Bytes certificate() {
    return certificate;
  }

  public String certificatePem() {
    byte[] newLine = {'\n'};
    byte[] text = Base64.getMimeEncoder(PEM_LINE, newLine).encode(certificate.toByteArray());
    return "-----BEGIN CERTIFICATE-----\n"
        + new String(text, StandardCharsets.US_ASCII)
        + "\n-----END CERTIFICATE-----\n";
  }

  /** SHA-256 of the certificate, 32 bytes. */
  public Bytes fingerprint() {
    return Sha256.of(certificate);
  }

  /** The proof of possession to send (KEY-15): an ECDSA signature, DER, at most 72 bytes. */
  public Bytes prove(CallBinding binding, Role own) {
    return key.sign(DtlsProof.digest(binding, own, fingerprint()));
  }

  /**
   * Lends the private key as PKCS#8 PEM text (ASCII); the array is wiped when {@code use} returns.
   */
  public void lendPrivateKeyPem(Consumer<byte[]> use) {
    key.lendPem(use);
  }

  @Override
  public void destroy() {
    key.destroy();
  }

  @Override
  public boolean isDestroyed() {
    return key.isDestroyed();
  }

  @Override
  public void close() {
    destroy();
  }
}
