package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.relay.AnyCertificate;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.net.TcpListener;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** TLS and port 443: what gets in, what gets the page, and what gets nothing. */
final class WebListenerTest {
  private static Socket connect(TurnBed bed, ListenerKind kind) throws IOException {
    InetSocketAddress server = bed.server.socketAddress(kind);
    Socket socket = new Socket(server.getAddress(), server.getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static SSLSocket tls(TurnBed bed, ListenerKind kind, String version) throws IOException {
    InetSocketAddress server = bed.server.socketAddress(kind);
    SSLSocket socket =
        (SSLSocket)
            AnyCertificate.context()
                .getSocketFactory()
                .createSocket(server.getAddress(), server.getPort());
    socket.setSoTimeout(10_000);
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** The end of the connection, by whatever name. */
  private static void assertEnds(Socket socket) throws IOException {
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException e) {
      // a reset
    }
  }

  private static void ask(Socket socket, String request) throws IOException {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /admin.php HTTP/1.0\r\n\r\n",
        "POST /x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello, and garbage \0\u00ff after it",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "anything at all\n\n",
      })
  @Covers({"TURN-19", "TURN-20"})
  void http_getsThePageAndTheEnd_inClearAndUnderTls(String request) throws Exception {
    try (TurnBed bed = new TurnBed();
        Socket clear = connect(bed, ListenerKind.WEB);
        SSLSocket secure = tls(bed, ListenerKind.WEB, "TLSv1.3");
        SSLSocket tlsPort = tls(bed, ListenerKind.TLS, "TLSv1.2")) {
      for (Socket socket : List.of(clear, secure, tlsPort)) {
        ask(socket, request);
        String answer = all(socket);

        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\nDate: Sun, 01 Nov 2026 00:00:00 GMT\r\n"));
        assertTrue(answer.contains("\r\nContent-Length: " + TestTls.PAGE.length() + "\r\n"));
        assertTrue(answer.contains("\r\nConnection: close\r\n"));
        assertTrue(answer.endsWith("\r\n\r\n" + TestTls.PAGE));
      }
      assertEquals(3, bed.count(Counter.WEB_PROBES));
    }
  }

  @Test
  @Covers("TURN-20")
  void head_getsNoBody_andAnEndlessHeadGetsThePage() throws Exception {
    try (TurnBed bed = new TurnBed();
        Socket head = connect(bed, ListenerKind.WEB);
        Socket endless = connect(bed, ListenerKind.WEB)) {
      ask(head, "HEAD / HTTP/1.1\r\n\r\n");
      assertTrue(all(head).endsWith("Connection: close\r\n\r\n"));

      ask(endless, "GET /" + "a".repeat(8 * 1024));
      assertTrue(all(endless).endsWith(TestTls.PAGE));
    }
  }

  @Test
  @Covers("TURN-19")
  @Adversary("ADV-49")
  void whatIsNeither_getsNothing() throws Exception {
    try (TurnBed bed = new TurnBed()) {
      for (int first : new int[] {0x04, 0x15, 0x17, 0x1f, 0x7f, 0x80, 0xff}) {
        for (ListenerKind kind : new ListenerKind[] {ListenerKind.TLS, ListenerKind.WEB}) {
          try (Socket socket = connect(bed, kind)) {
            socket.getOutputStream().write(first);
            assertEnds(socket);
          }
        }
      }
      for (String text : List.of("GET / HTTP/1.1\r\n\r\n", "\0\1\0\0")) {
        try (Socket socket = connect(bed, ListenerKind.TLS)) {
          ask(socket, text);
          assertEnds(socket);
        }
      }
      try (SSLSocket socket = tls(bed, ListenerKind.TLS, "TLSv1.3")) {
        socket.getOutputStream().write(0x16); // TLS inside TLS
        assertEnds(socket);
      }
      assertEquals(17, bed.count(Counter.STREAMS_BROKEN));
      assertEquals(0, bed.count(Counter.FAULTS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  @Covers({"TURN-18", "TURN-19"})
  void turnUnderTls_onPort443_allocates(String version) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      SSLSocket socket = tls(bed, ListenerKind.WEB, version);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2", "stun.turn"});
      socket.setSSLParameters(parameters);
      String user = bed.username();
      try (TurnClient client =
          new TurnClient(TurnClient.stream(socket), user, TurnBed.password(user))) {
        assertEquals(StunClass.SUCCESS, client.allocate().messageClass());
        assertEquals("stun.turn", socket.getApplicationProtocol());
        assertEquals(version, socket.getSession().getProtocol());
        assertEquals(1, bed.count(Counter.TLS_HANDSHAKES));
        // an allocation in use outlives every timeout of connections
        bed.pass(Duration.ofMillis(2 * TcpListener.UNUSED_LIFETIME_MILLIS));
        client.assertNothingReceived();
      }
    }
  }

  @Test
  @Covers("TURN-18")
  void oldVersionsAndWeakSuites_areRefused() throws Exception {
    try (TurnBed bed = new TurnBed();
        SSLSocket cbc = tls(bed, ListenerKind.TLS, "TLSv1.2");
        Socket old = connect(bed, ListenerKind.TLS)) {
      cbc.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
      assertThrows(IOException.class, cbc::startHandshake);

      // a ClientHello of TLS 1.1 with TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA
      byte[] hello = new byte[5 + 4 + 2 + 32 + 1 + 4 + 2];
      System.arraycopy(new byte[] {0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 2}, 0, hello, 0, 11);
      System.arraycopy(new byte[] {0, 0, 2, (byte) 0xC0, 9, 1, 0}, 0, hello, 43, 7);
      old.getOutputStream().write(hello);
      byte[] alert = old.getInputStream().readAllBytes();
      assertEquals(0x15, alert[0]);
      assertEquals(2, bed.count(Counter.TLS_FAILED));
    }
  }

  @Test
  @Covers("TURN-18")
  void certificate_canBeReplacedWhileCallsGoOn() throws Exception {
    AtomicReference<SSLContext> current = new AtomicReference<>(TestTls.server());
    try (TurnBed bed = new TurnBed(c -> TurnBed.withFront(c, TestTls.front(current)))) {
      TurnClient living = bed.allocated(ListenerKind.TLS);
      byte[] before = certificate(bed);

      current.set(TestTls.server());

      assertFalse(Arrays.equals(before, certificate(bed)));
      assertEquals(StunClass.SUCCESS, living.refresh(600).messageClass());
    }
  }

  private static byte[] certificate(TurnBed bed) throws Exception {
    try (SSLSocket socket = tls(bed, ListenerKind.TLS, "TLSv1.3")) {
      return socket.getSession().getPeerCertificates()[0].getEncoded();
    }
  }

  @Test
  @Covers("TURN-18")
  @Adversary("ADV-49")
  void secondHandshake_isRefused() throws Exception {
    try (TurnBed bed = new TurnBed();
        SSLSocket socket = tls(bed, ListenerKind.TLS, "TLSv1.2")) {
      socket.startHandshake();
      assertThrows(
          IOException.class,
          () -> {
            socket.startHandshake();
            socket.getInputStream().read();
          });
      assertEquals(1, bed.count(Counter.TLS_HANDSHAKES));
      assertEquals(0, bed.count(Counter.FAULTS));
    }
  }

  @Test
  @Covers("TURN-18")
  @Adversary("ADV-49")
  void recordThatAnnouncesTooMuch_isNotWaitedFor() throws Exception {
    try (TurnBed bed = new TurnBed();
        Socket socket = connect(bed, ListenerKind.TLS)) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, (byte) 0xFF, (byte) 0xFF});

      assertEnds(socket);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WEB"})
  @Covers("TURN-13")
  @Adversary("ADV-49")
  void slowHandshakesAndHeads_endAfterTenSeconds(ListenerKind kind) throws Exception {
    try (TurnBed bed = new TurnBed()) {
      List<Socket> slow = new ArrayList<>();
      for (byte[] begun :
          List.of(new byte[0], new byte[] {0x16}, new byte[] {0x16, 3, 1, 2, 0, 1, 0})) {
        Socket socket = connect(bed, kind);
        socket.getOutputStream().write(begun);
        slow.add(socket);
      }
      SSLSocket silent = tls(bed, kind, "TLSv1.3");
      silent.startHandshake();
      slow.add(silent);
      SSLSocket head = tls(bed, kind, "TLSv1.3");
      ask(head, "GET / HTTP/1.1\r\n");
      slow.add(head);
      TurnClient turn = bed.client(kind);
      turn.assertNothingReceived();
      bed.awaitCount(Counter.CONNECTIONS_ACCEPTED, 6);

      bed.pass(Duration.ofMillis(TcpListener.UNDECIDED_LIFETIME_MILLIS));

      for (Socket socket : slow) {
        assertEnds(socket);
        socket.close();
      }
      turn.assertNothingReceived(); // who speaks TURN has ten seconds more
      bed.pass(
          Duration.ofMillis(
              TcpListener.UNUSED_LIFETIME_MILLIS - TcpListener.UNDECIDED_LIFETIME_MILLIS));
      assertThrows(IOException.class, turn::assertNothingReceived);
      assertEquals(6, bed.count(Counter.CONNECTIONS_TIMED_OUT));
    }
  }

  @Test
  @Covers("TURN-18")
  void bytesInAnyPieces_makeTheSameCall() throws Exception {
    try (TurnBed bed = new TurnBed();
        TestPeer peer = bed.peer()) {
      TurnClient client = bed.allocated(ListenerKind.TLS);
      client.bind(0x4000, peer.address());
      // many messages in one record, and messages across records
      byte[] data = new byte[1001];
      byte[] message = new byte[1008];
      message[0] = 0x40;
      message[2] = (byte) (data.length >> 8);
      message[3] = (byte) data.length;
      byte[] many = new byte[20 * message.length];
      for (int i = 0; i < 20; i++) {
        System.arraycopy(message, 0, many, i * message.length, message.length);
      }
      client.wire.send(Arrays.copyOf(many, 15_555));
      client.wire.send(Arrays.copyOfRange(many, 15_555, many.length));

      for (int i = 0; i < 20; i++) {
        assertArrayEquals(data, peer.receiveBytes());
      }
    }
  }
}
