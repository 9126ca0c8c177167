package org.phantomnet.protocol.handshake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.P256Key;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.crypto.Sha256;
import org.phantomnet.protocol.rule.Rule;

/**
 * How a connection's own certificate is built. {@link CertificateForm} says what of a peer's is
 * taken.
 */
final class DtlsCertificate {
  private static final int SERIAL_BYTES = 8;
  private static final Duration VALID_BEFORE = Duration.ofDays(1); // for clocks that run behind
  private static final Duration VALID_FOR = Duration.ofDays(30);

  // What libwebrtc itself writes: DTLS 1.2 shows certificates to the path, so ours must not stand
  // out.
  private static final X500Name SUBJECT = new X500Name("CN=WebRTC");
  private static final AlgorithmIdentifier SIGNATURE =
      new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
  private static final AlgorithmIdentifier KEY =
      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1);

  private DtlsCertificate() {}

  /** A fresh self-signed certificate, DER. */
  @Rule("KEY-13")
  static Bytes create(P256Key key, RandomSource random, Clock clock) {
    byte[] serial = random.bytes(SERIAL_BYTES).toByteArray();
    serial[0] = (byte) (serial[0] & 0x7f | 0x40); // positive, of one length
    Instant notBefore = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(VALID_BEFORE);
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            SUBJECT,
            new BigInteger(serial),
            Date.from(notBefore),
            Date.from(notBefore.plus(VALID_FOR)),
            SUBJECT,
            new SubjectPublicKeyInfo(KEY, key.point().toByteArray()));
    try {
      return Bytes.copyOf(builder.build(new Signer(key)).getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("DER");
    }
  }

  /** Collects what the library wants signed and signs it with a {@link P256Key}. */
  private static final class Signer implements ContentSigner {
    private final P256Key key;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    Signer(P256Key key) {
      this.key = key;
    }

    @Override
    public AlgorithmIdentifier getAlgorithmIdentifier() {
      return SIGNATURE;
    }

    @Override
    public OutputStream getOutputStream() {
      return content;
    }

    @Override
    public byte[] getSignature() {
      return key.sign(Sha256.of(Bytes.copyOf(content.toByteArray()))).toByteArray();
    }
  }
}
