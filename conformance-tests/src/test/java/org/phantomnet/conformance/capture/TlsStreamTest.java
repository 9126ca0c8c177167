package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection to the mailbox, cut into segments in every way, and what is no TLS. */
class TlsStreamTest {
  private static final long ISN = 0xfffffff0L; // the numbers wrap inside the first record
  private static final int DATA = Packet.ACK;

  private static Frames opened() {
    return new Frames()
        .tcp(Frames.CLIENT, Frames.MAILBOX, Packet.SYN, ISN, new byte[0])
        .tcp(Frames.MAILBOX, Frames.CLIENT, Packet.SYN | Packet.ACK, 99, new byte[0]);
  }

  private static Frames send(Frames frames, byte[] stream, int from, int to) {
    return frames.tcp(
        Frames.CLIENT, Frames.MAILBOX, DATA, ISN + 1 + from, Arrays.copyOfRange(stream, from, to));
  }

  private static byte[] stream() {
    return Frames.join(
        Frames.clientHello(),
        Frames.tlsRecord(20, new byte[] {1}),
        Frames.tlsRecord(23, new Frames().randomBytes(300)));
  }

  private static List<String> reasons(Frames frames) {
    return frames.audit(Frames.PRIVATE).violations().stream().map(Violation::why).toList();
  }

  @Test
  void stream_inPiecesOutOfOrderAndRepeated_isPutTogether() {
    byte[] stream = stream();
    Frames frames = opened();
    send(frames, stream, 100, 200);
    send(frames, stream, 0, 60);
    send(frames, stream, 50, 110);
    send(frames, stream, 0, 60);
    send(frames, stream, 200, stream.length);

    WireReport report = frames.audit(Frames.PRIVATE);

    assertEquals("", report.shown());
    assertEquals(300, report.sealed().getOrDefault("OUT TLS", List.of()).get(0).length());
    assertTrue(
        report
            .visible()
            .containsKey("TLS hello to 192.0.2.53:8443: server name mail.example, ALPN []"),
        () -> "" + report.visible());
  }

  @Test
  void stream_thatIsNoTls_isShown() {
    byte[] stream = stream();
    byte[] web = "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8);

    assertEquals(List.of("no TLS record"), reasons(send(opened(), web, 0, web.length)));
    assertEquals(
        List.of("a gap in a TCP stream"),
        reasons(send(send(opened(), stream, 0, 50), stream, 60, stream.length)));
    byte[] early = Frames.tlsRecord(23, new byte[30]);
    assertEquals(
        List.of("application data before a hello"),
        reasons(send(opened(), early, 0, early.length)));
    byte[] open = Frames.join(stream, Frames.tlsRecord(22, new byte[30]));
    assertEquals(
        List.of("a TLS handshake in clear behind sealed records"),
        reasons(send(opened(), open, 0, open.length)));
    byte[] alert = Frames.join(stream, Frames.tlsRecord(21, new byte[] {1, 0}));
    assertEquals(List.of("a TLS alert in clear"), reasons(send(opened(), alert, 0, alert.length)));
    assertEquals(
        List.of("a connection whose beginning was not captured"),
        reasons(send(new Frames(), stream, 0, 50)));
    byte[] other = stream.clone();
    other[30] ^= 1;
    assertEquals(
        List.of("a retransmission of something else"),
        reasons(send(send(opened(), stream, 0, 60), other, 0, 60)));
    assertEquals(
        List.of("a connection from outside"),
        reasons(new Frames().tcp(Frames.MAILBOX, Frames.CLIENT, Packet.SYN, 1, new byte[0])));
  }
}
