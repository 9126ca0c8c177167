package org.phantomnet.relay.turn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.relay.https.PemContext;
import org.phantomnet.relay.https.TlsIdentity;

/** Certificates for the listeners of a test. */
final class TestTls {
  static final String PAGE = "<!doctype html><title>Hello</title><p>Nothing to see.</p>";

  private TestTls() {}

  static SSLContext server() {
    try {
      Path file = Files.createTempDirectory("tls").resolve("tls.pem");
      String pem =
          new String(
              TlsIdentity.readOrCreate(file, Clock.systemUTC()).pem().toByteArray(),
              StandardCharsets.US_ASCII);
      Files.delete(file);
      Files.delete(file.getParent());
      return PemContext.of(pem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TurnConfig.Front front() {
    AtomicReference<SSLContext> current = new AtomicReference<>(server());
    return front(current);
  }

  static TurnConfig.Front front(AtomicReference<SSLContext> current) {
    return new TurnConfig.Front(current::get, Bytes.copyOf(PAGE.getBytes(StandardCharsets.UTF_8)));
  }
}
