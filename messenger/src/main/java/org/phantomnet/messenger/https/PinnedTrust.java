package org.phantomnet.messenger.https;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Trusts the one server key whose SubjectPublicKeyInfo has the pinned SHA-256; names and dates do
 * not matter.
 */
final class PinnedTrust implements X509TrustManager {
  private final Bytes pin;

  PinnedTrust(Bytes pin) {
    this.pin = pin;
  }

  /** The server does not hold the pinned key. */
  static final class PinMismatch extends CertificateException {
    private static final long serialVersionUID = 1L;
  }

  static boolean isPinMismatch(Throwable failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof PinMismatch) {
        return true;
      }
    }
    return false;
  }

  SSLSocketFactory socketFactory() {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(null, new TrustManager[] {this}, new SecureRandom());
      return context.getSocketFactory();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Rule("MBX-11")
  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    if (chain.length == 0
        || !MessageDigest.isEqual(
            pin.toByteArray(), sha256(chain[0].getPublicKey().getEncoded()))) {
      throw new PinMismatch();
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new PinMismatch();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static byte[] sha256(byte[] value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
