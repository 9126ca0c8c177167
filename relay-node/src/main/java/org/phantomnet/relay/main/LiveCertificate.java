package org.phantomnet.relay.main;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.OptionalLong;
import javax.net.ssl.SSLContext;
import org.phantomnet.relay.https.PemContext;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.FileTrouble;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;

/**
 * The certificate that TURN's TLS listeners show; replaced while they run. Thread-safe: {@link
 * #context} is asked by the loops and never blocks.
 */
final class LiveCertificate {
  private volatile Loaded loaded;

  private LiveCertificate(Loaded loaded) {
    this.loaded = loaded;
  }

  /**
   * What was read at one time.
   *
   * @param ends unix seconds; empty for the node's own certificate, which clients know by its pin
   */
  private record Loaded(SSLContext context, OptionalLong ends) {}

  /**
   * Reads the operator's files, or the node's own certificate where the configuration names none.
   *
   * @throws ConfigException if they cannot be used: says which, and what to do
   */
  static LiveCertificate load(NodeConfig config, Clock clock) throws ConfigException {
    return new LiveCertificate(read(config, clock));
  }

  /** As {@link #load}, for new connections from now on; if it throws, nothing has changed. */
  void replace(NodeConfig config, Clock clock) throws ConfigException {
    loaded = read(config, clock);
  }

  SSLContext context() {
    return loaded.context();
  }

  OptionalLong endsAt() {
    return loaded.ends();
  }

  private static Loaded read(NodeConfig config, Clock clock) throws ConfigException {
    if (config.tls().isEmpty()) {
      return own(config, clock);
    }
    Path certificate = config.tls().get().certificate();
    Path key = config.tls().get().key();
    String chain = text("tls.certificate", certificate);
    X509Certificate first = certificate(chain, certificate);
    if (first.getNotAfter().toInstant().isBefore(clock.instant())) {
      throw new ConfigException(
          "tls.certificate " + certificate + " has expired: renew it, then reload");
    }
    try {
      return new Loaded(
          PemContext.of(key.equals(certificate) ? chain : chain + "\n" + text("tls.key", key)),
          OptionalLong.of(first.getNotAfter().toInstant().getEpochSecond()));
    } catch (IOException e) {
      throw new ConfigException(
          "tls.key "
              + key
              + " is not the unencrypted PEM key of tls.certificate: name the two files that were"
              + " issued together");
    }
  }

  private static Loaded own(NodeConfig config, Clock clock) throws ConfigException {
    Path file = new NodeFiles(config.data()).tls();
    try {
      TlsIdentity own = TlsIdentity.readOrCreate(file, clock);
      return new Loaded(
          PemContext.of(new String(own.pem().toByteArray(), StandardCharsets.US_ASCII)),
          OptionalLong.empty());
    } catch (IOException e) {
      throw new ConfigException(FileTrouble.words(e, file.toString()));
    }
  }

  /** The server's own certificate: the first of the file. */
  static X509Certificate certificate(String pem, Path file) throws ConfigException {
    int begin = Math.max(0, pem.indexOf("-----BEGIN CERTIFICATE-----")); // a key may stand before
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(
                      pem.substring(begin).getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw new ConfigException(
          "tls.certificate " + file + " holds no PEM certificate: name the file with the chain");
    }
  }

  static String text(String key, Path file) throws ConfigException {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new ConfigException(key + " " + FileTrouble.reading(file, e));
    }
  }
}
