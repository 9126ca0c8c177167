package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.api.SilentCloseable;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.turn.TurnConfig.ListenerKind;

/** A running server on loopback, and clients that say anything. */
class TurnServerFuzzTest {
  /** Realm, nonce and the headers around them: what a challenge adds to the shortest request. */
  private static final int MOST_ADDED = 128;

  private static final int PROVED = 1;
  private static final int HEADER = 3;

  /** Kept over all inputs: starting a server takes longer than hundreds of them. */
  private static final class Running {
    static final TurnBed BED = bed();
    static final TurnClient STRANGER = client();
    static final TurnClient OWNER = client();

    private static TurnBed bed() {
      try {
        return new TurnBed();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static TurnClient client() {
      try {
        TurnClient client = BED.client(ListenerKind.UDP);
        client.learn(
            client.plain(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17)));
        return client;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Datagrams: whether a credential's holder sends it (u8), a length (u16), the datagram. The
   * holder's attributes are signed. Nobody gets more than one answer to a request, nor one that is
   * much longer, nor any to what is no request; nothing faults.
   */
  @FuzzTest
  @Covers({"TURN-4", "TURN-46"})
  @Adversary({"ADV-43", "ADV-49"})
  void datagrams(byte[] data) throws IOException {
    int requests = 0;
    int bytes = 0;
    int at = 0;
    boolean proved = false;
    while (data.length - at >= HEADER) {
      int length =
          Math.min((data[at + 1] & 0xff) << 8 | data[at + 2] & 0xff, data.length - at - HEADER);
      byte[] packet = Arrays.copyOfRange(data, at + HEADER, at + HEADER + length);
      if ((data[at] & 1) == PROVED) {
        proved = true;
        Running.OWNER.wire.send(signed(packet));
      } else {
        requests += isRequest(packet) ? 1 : 0;
        bytes += packet.length;
        Running.STRANGER.wire.send(packet);
      }
      at += HEADER + length;
    }

    int[] answered = answersBeforeFence(Running.STRANGER);
    assertTrue(answered[0] <= requests, "more answers than requests");
    assertTrue(answered[1] <= bytes + requests * MOST_ADDED, "amplified");
    if (proved) {
      Running.OWNER.wire.send(
          Running.OWNER.signed(
              StunMethod.REFRESH, TurnClient.newId(), w -> w.u32(AttributeType.LIFETIME, 0)));
      answersBeforeFence(Running.OWNER);
    }
    assertEquals(0, Running.BED.count(Counter.FAULTS));
    assertTrue(Running.BED.server.liveAllocations() <= 2);
    Running.BED.awaitBalance();
  }

  /**
   * Number and bytes of what came before the answer to a question asked now. Its id is another each
   * time: one that stays the same is found by the search and asked by the input itself.
   */
  private static int[] answersBeforeFence(TurnClient client) throws IOException {
    byte[] id = TurnClient.newId();
    client.wire.send(fence(id));
    int count = 0;
    int bytes = 0;
    while (true) {
      byte[] answer = client.wire.receive();
      if (answer.length >= 20 && Arrays.equals(Arrays.copyOfRange(answer, 8, 20), id)) {
        return new int[] {count, bytes};
      }
      count++;
      bytes += answer.length;
    }
  }

  /** Long enough for its answer to be free of the budget. */
  private static byte[] fence(byte[] id) {
    byte[] out = new byte[64];
    int length =
        new StunWriter()
            .begin(out, 0, StunMethod.BINDING, StunClass.REQUEST, id, 0)
            .bytes(AttributeType.SOFTWARE, new byte[32])
            .length();
    return Arrays.copyOf(out, length);
  }

  private static boolean isRequest(byte[] packet) {
    StunMessage message = new StunMessage();
    return message.wrap(packet, 0, packet.length) == StunMessage.Verdict.MESSAGE
        && message.messageClass() == StunClass.REQUEST;
  }

  private static byte[] signed(byte[] packet) {
    StunMessage message = new StunMessage();
    if (packet.length > 1_500
        || message.wrap(packet, 0, packet.length) != StunMessage.Verdict.MESSAGE
        || message.method() == StunMethod.OTHER) {
      return packet;
    }
    return Running.OWNER.signed(
        message.method(),
        TurnClient.newId(),
        w -> {
          for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
            w.bytes(message.typeAt(at), message.copyValue(at));
          }
        });
  }

  static List<byte[]> datagramsSeeds() {
    byte[] transport = {0, 0x19, 0, 4, 17, 0, 0, 0};
    byte[] peer = {0, 0x12, 0, 8, 0, 1, 0x2b, 0x12, 0x5e, 0x12, (byte) 0xa4, 0x4b};
    byte[] channel = {0, 0x0c, 0, 4, 0x40, 1, 0, 0};
    byte[] data = {0, 0x13, 0, 5, 'h', 'e', 'l', 'l', 'o', 0, 0, 0};
    byte[] allocate = message(0x0003, transport);
    return List.of(
        step(0, allocate),
        step(0, message(0x0001)),
        step(0, message(0x0003, new byte[] {0x7f, 1, 0, 0})),
        join(
            step(1, allocate),
            step(1, message(0x0008, peer)),
            step(1, message(0x0009, channel, peer)),
            step(1, message(0x0016, peer, data)),
            step(1, new byte[] {0x40, 1, 0, 2, 9, 9}),
            step(1, message(0x0004, new byte[] {0, 0x0d, 0, 4, 0, 0, 0, 9}))),
        step(1, message(0x0003, transport, new byte[] {0, 0x18, 0, 1, -128, 0, 0, 0})));
  }

  /**
   * One TCP connection: the first byte says how long the pieces are in which the rest is written.
   * The server ends it when the client does, or before, and nothing faults.
   */
  @FuzzTest
  @Covers("TURN-12")
  @Adversary("ADV-49")
  void stream(byte[] data) throws IOException {
    stream(data, ListenerKind.TCP);
  }

  /** As {@link #stream} where TLS, HTTP and TURN are told apart. */
  @FuzzTest
  @Covers({"TURN-18", "TURN-19", "TURN-20"})
  @Adversary("ADV-49")
  void web(byte[] data) throws IOException {
    stream(data, ListenerKind.WEB);
  }

  private static void stream(byte[] data, ListenerKind kind) throws IOException {
    if (data.length == 0) {
      return;
    }
    int piece = 1 + (data[0] & 0xff);
    InetSocketAddress address = Running.BED.server.socketAddress(kind);
    try (SilentCloseable ownServer = BugDetectors.allowNetworkConnections();
        Socket socket = new Socket(address.getAddress(), address.getPort())) {
      socket.setSoTimeout(10_000);
      socket.setTcpNoDelay(true);
      for (int at = 1; at < data.length; at += piece) {
        socket.getOutputStream().write(data, at, Math.min(piece, data.length - at));
      }
      socket.shutdownOutput();
      drain(socket.getInputStream());
    } catch (SocketException closedByServer) {
      // a stream that is not TURN: the rest of it goes nowhere
    }
    assertEquals(0, Running.BED.count(Counter.FAULTS));
  }

  private static void drain(InputStream in) throws IOException {
    byte[] buffer = new byte[4_096];
    int left = 1 << 20;
    while (left > 0) {
      int read = in.read(buffer);
      if (read < 0) {
        return;
      }
      left -= read;
    }
    throw new AssertionError("amplified");
  }

  static List<byte[]> streamSeeds() {
    byte[] allocate = message(0x0003, new byte[] {0, 0x19, 0, 4, 17, 0, 0, 0});
    byte[] channel = {0x40, 1, 0, 2, 9, 9, 0, 0};
    return List.of(
        join(new byte[] {6}, allocate, channel, allocate),
        join(new byte[] {-1}, message(0x0001), message(0x0001)),
        join(new byte[] {0}, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  static List<byte[]> webSeeds() {
    // a ClientHello of TLS 1.2 that offers one suite
    byte[] hello = new byte[50];
    System.arraycopy(new byte[] {0x16, 3, 1, 0, 45, 1, 0, 0, 41, 3, 3}, 0, hello, 0, 11);
    System.arraycopy(new byte[] {0, 0, 2, (byte) 0xC0, 0x2B, 1, 0}, 0, hello, 43, 7);
    return List.of(
        join(new byte[] {6}, hello),
        join(new byte[] {-1}, new byte[] {0x16, 3, 3, -1, -1}),
        join(new byte[] {9}, message(0x0001), message(0x0001)),
        join(new byte[] {0}, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
  }

  private static byte[] message(int type, byte[]... attributes) {
    byte[] body = join(attributes);
    byte[] message = new byte[20 + body.length];
    message[0] = (byte) (type >> 8);
    message[1] = (byte) type;
    message[2] = (byte) (body.length >> 8);
    message[3] = (byte) body.length;
    System.arraycopy(new byte[] {0x21, 0x12, (byte) 0xa4, 0x42}, 0, message, 4, 4);
    System.arraycopy(body, 0, message, 20, body.length);
    return message;
  }

  private static byte[] step(int proved, byte[] packet) {
    return join(
        new byte[] {(byte) proved, (byte) (packet.length >> 8), (byte) packet.length}, packet);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
