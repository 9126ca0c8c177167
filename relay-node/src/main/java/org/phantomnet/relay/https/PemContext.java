package org.phantomnet.relay.https;

import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A server's TLS context from PEM text, as certificate tools write it. Stateless. */
public final class PemContext {
  private PemContext() {}

  /**
   * Reads the first private key (PKCS #8, PKCS #1 or SEC 1, not encrypted) and all certificates,
   * the server's own first.
   *
   * @param pem one text, or several put together; a secret
   * @throws IOException if key or certificate is missing or cannot be read, or they do not belong
   *     together; the message names none of the content
   */
  public static SSLContext of(String pem) throws IOException {
    Optional<PrivateKey> key = Optional.empty();
    List<Certificate> chain = new ArrayList<>();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
        if (object instanceof X509CertificateHolder certificate) {
          chain.add(new JcaX509CertificateConverter().getCertificate(certificate));
        } else if (object instanceof PrivateKeyInfo info && !key.isPresent()) {
          key = Optional.of(new JcaPEMKeyConverter().getPrivateKey(info));
        } else if (object instanceof PEMKeyPair pair && !key.isPresent()) {
          key = Optional.of(new JcaPEMKeyConverter().getPrivateKey(pair.getPrivateKeyInfo()));
        }
      }
      if (!key.isPresent() || chain.isEmpty()) {
        throw new IOException("no private key or no certificate");
      }
      requireMatch(key.get(), chain.get(0));
      return context(key.get(), chain);
    } catch (GeneralSecurityException | RuntimeException e) {
      throw new IOException("the key or a certificate cannot be read");
    }
  }

  private static void requireMatch(PrivateKey key, Certificate certificate)
      throws GeneralSecurityException {
    String family = key.getAlgorithm();
    String algorithm =
        family.equals("EC") ? "SHA256withECDSA" : family.equals("RSA") ? "SHA256withRSA" : family;
    byte[] text = {1};
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(text);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(text);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("key and certificate are of different pairs");
    }
  }

  private static SSLContext context(PrivateKey key, List<Certificate> chain)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("relay", key, new char[0], chain.toArray(new Certificate[0]));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[0], null);
    return context;
  }
}
