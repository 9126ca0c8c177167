package org.phantomnet.relay.https;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * The node's TLS key: EC P-256 with a self-signed certificate, made at the first start. Clients pin
 * the SHA-256 of its SubjectPublicKeyInfo and look at nothing else in the certificate.
 *
 * @param pin 32 bytes
 * @param pem private key (PKCS #8) and certificate; a secret
 */
public record TlsIdentity(Bytes pin, Bytes pem) {
  private static final X500Name SUBJECT = new X500Name("CN=relay");
  private static final Duration VALIDITY = Duration.ofDays(3_650);

  /** Reads the identity from {@code file}, made first if it is not there. */
  public static TlsIdentity readOrCreate(Path file, Clock clock) throws IOException {
    byte[] pem = KeyFile.readOrCreate(file, () -> generate(clock));
    try (PEMParser parser =
        new PEMParser(new StringReader(new String(pem, StandardCharsets.US_ASCII)))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof X509CertificateHolder certificate) {
          byte[] publicKey = certificate.getSubjectPublicKeyInfo().getEncoded();
          return new TlsIdentity(Bytes.copyOf(sha256(publicKey)), Bytes.copyOf(pem));
        }
      }
    } catch (IOException | RuntimeException e) {
      // the parser gives up in both ways; said below
    }
    throw new DamagedKeyFile(file);
  }

  private static byte[] generate(Clock clock) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      Instant now = clock.instant();
      X509CertificateHolder certificate =
          new JcaX509v3CertificateBuilder(
                  SUBJECT,
                  BigInteger.valueOf(now.getEpochSecond()),
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(VALIDITY)),
                  SUBJECT,
                  pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
      StringWriter text = new StringWriter();
      try (PemWriter writer = new PemWriter(text)) {
        writer.writeObject(new PemObject("PRIVATE KEY", pair.getPrivate().getEncoded()));
        writer.writeObject(new PemObject("CERTIFICATE", certificate.getEncoded()));
      }
      return text.toString().getBytes(StandardCharsets.US_ASCII);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] sha256(byte[] value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "TlsIdentity";
  }
}
