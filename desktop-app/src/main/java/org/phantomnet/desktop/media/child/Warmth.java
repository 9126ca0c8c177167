package org.phantomnet.desktop.media.child;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;

/** Loads classes that the first connection needs, while the spare child is idle. */
final class Warmth {
  private Warmth() {}

  static void signatures() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    byte[] signed = signature.sign();
    signature.initVerify(pair.getPublic());
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("signature");
    }
    CertificateFactory.getInstance("X.509");
  }
}
