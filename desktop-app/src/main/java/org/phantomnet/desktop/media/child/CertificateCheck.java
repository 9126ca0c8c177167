package org.phantomnet.desktop.media.child;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Looks at a certificate in Java before native code does, which aborts on what it does not like.
 */
final class CertificateCheck {
  private static final int P256_BITS = 256;

  private CertificateCheck() {}

  /** SHA-256 of the certificate, if it is one for EC P-256 and the key is its own. */
  @Rule("ENG-14")
  static Bytes fingerprint(String certificatePem, byte[] privateKeyPem)
      throws GeneralSecurityException {
    X509Certificate certificate = parse(certificatePem);
    PublicKey publicKey = certificate.getPublicKey();
    if (!(publicKey instanceof ECPublicKey)
        || ((ECPublicKey) publicKey).getParams().getOrder().bitLength() != P256_BITS) {
      throw new GeneralSecurityException("not EC P-256");
    }
    PrivateKey privateKey =
        KeyFactory.getInstance("EC")
            .generatePrivate(
                new PKCS8EncodedKeySpec(
                    body(new String(privateKeyPem, StandardCharsets.US_ASCII), "PRIVATE KEY")));
    byte[] probe = {1};
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(privateKey);
    signer.update(probe);
    byte[] signature = signer.sign();
    signer.initVerify(publicKey);
    signer.update(probe);
    if (!signer.verify(signature)) {
      throw new GeneralSecurityException("key of another certificate");
    }
    return sha256(certificate.getEncoded());
  }

  /** SHA-256 of a certificate in PEM. */
  static Bytes fingerprint(String certificatePem) throws GeneralSecurityException {
    return sha256(body(certificatePem, "CERTIFICATE"));
  }

  private static X509Certificate parse(String pem) throws GeneralSecurityException {
    byte[] der = body(pem, "CERTIFICATE");
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static byte[] body(String pem, String label) throws GeneralSecurityException {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    String text = pem.strip();
    if (!text.startsWith(begin)
        || !text.endsWith(end)
        || text.length() < begin.length() + end.length()) {
      throw new GeneralSecurityException("not PEM");
    }
    try {
      return Base64.getMimeDecoder()
          .decode(text.substring(begin.length(), text.length() - end.length()));
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("not base64");
    }
  }

  private static Bytes sha256(byte[] der) throws GeneralSecurityException {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(der));
  }
}
