package org.phantomnet.relay.net;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * What listeners for TLS and for port 443 need. Thread-safe if its parts are.
 *
 * @param certificates asked for each TLS connection
 * @param page the HTML that HTTP gets
 * @param wall for the Date field
 * @param handshakes where signatures are computed, so that a loop never waits for one
 */
public record WebFront(
    Supplier<SSLContext> certificates, Bytes page, Clock wall, Executor handshakes) {
  /** RFC 9110 section 5.6.7. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", java.util.Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** The whole answer to any request. */
  byte[] response(boolean withoutBody) {
    byte[] header =
        ("HTTP/1.1 200 OK\r\nDate: "
                + DATE.format(wall.instant())
                + "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: "
                + page.length()
                + "\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    if (withoutBody) {
      return header;
    }
    byte[] whole = java.util.Arrays.copyOf(header, header.length + page.length());
    System.arraycopy(page.toByteArray(), 0, whole, header.length, page.length());
    return whole;
  }

  @Override
  public String toString() {
    return "WebFront";
  }
}
