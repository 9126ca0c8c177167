package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.AnyCertificate;

/** A small TURN client that waits for every answer. */
final class TurnClient implements AutoCloseable {
  private static final Random IDS = new Random(1);

  /** How messages cross. */
  interface Wire extends AutoCloseable {
    void send(byte[] message) throws IOException;

    byte[] receive() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** A wire that is a connection. */
  interface Stream extends Wire {
    /** Goes without a word. */
    void reset() throws IOException;
  }

  final Wire wire;
  private final String username;
  private final String password;
  private String realm = "";
  private Optional<InetSocketAddress> relayed = Optional.empty();
  byte[] nonce = {};
  MessageIntegrity key;

  TurnClient(Wire wire, String username, String password) {
    this.wire = wire;
    this.username = username;
    this.password = password;
    key = MessageIntegrity.longTerm(username, TurnBed.REALM, password);
  }

  static byte[] newId() {
    byte[] id = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    IDS.nextBytes(id);
    return id;
  }

  /** Sends a request without credentials. */
  StunMessage plain(StunMethod method, Consumer<StunWriter> attributes) throws IOException {
    byte[] out = new byte[2048];
    StunWriter writer = new StunWriter().begin(out, 0, method, StunClass.REQUEST, newId(), 0);
    attributes.accept(writer);
    wire.send(Arrays.copyOf(out, writer.length()));
    return receive();
  }

  /** Takes realm and nonce from a 401 or 438. */
  void learn(StunMessage challenge) {
    realm =
        new String(
            challenge.copyValue(challenge.find(AttributeType.REALM)),
            java.nio.charset.StandardCharsets.UTF_8);
    nonce = challenge.copyValue(challenge.find(AttributeType.NONCE));
  }

  /** Sends an authenticated request; the first time it asks for a nonce before. */
  StunMessage request(StunMethod method, Consumer<StunWriter> attributes) throws IOException {
    if (nonce.length == 0) {
      learn(plain(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17)));
    }
    wire.send(signed(method, newId(), attributes));
    return receive();
  }

  byte[] signed(StunMethod method, byte[] id, Consumer<StunWriter> attributes) {
    byte[] out = new byte[2048];
    StunWriter writer = new StunWriter().begin(out, 0, method, StunClass.REQUEST, id, 0);
    attributes.accept(writer);
    writer.text(AttributeType.USERNAME, username).text(AttributeType.REALM, realm);
    writer.bytes(AttributeType.NONCE, nonce).integrity(key).fingerprint();
    return Arrays.copyOf(out, writer.length());
  }

  StunMessage allocate() throws IOException {
    return request(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));
  }

  /** Allocates and returns the relayed address. */
  InetSocketAddress allocated() throws IOException {
    StunMessage response = allocate();
    assertEquals(StunClass.SUCCESS, response.messageClass());
    relayed = Optional.of(xorAddress(response, AttributeType.XOR_RELAYED_ADDRESS));
    return relayed();
  }

  /** The relayed address of its newest allocation. */
  InetSocketAddress relayed() {
    return relayed.orElseThrow();
  }

  StunMessage permit(InetSocketAddress... peers) throws IOException {
    return request(
        StunMethod.CREATE_PERMISSION,
        w -> {
          for (InetSocketAddress peer : peers) {
            xorPeer(w, peer);
          }
        });
  }

  StunMessage bind(int channel, InetSocketAddress peer) throws IOException {
    return request(
        StunMethod.CHANNEL_BIND, w -> xorPeer(w.u16(AttributeType.CHANNEL_NUMBER, channel), peer));
  }

  StunMessage refresh(long seconds) throws IOException {
    return request(StunMethod.REFRESH, w -> w.u32(AttributeType.LIFETIME, seconds));
  }

  static void xorPeer(StunWriter writer, InetSocketAddress peer) {
    byte[] address = peer.getAddress().getAddress();
    writer.xorAddress(AttributeType.XOR_PEER_ADDRESS, address, address.length, peer.getPort());
  }

  void sendIndication(InetSocketAddress peer, byte[] data) throws IOException {
    sendIndication(peer, data, w -> {});
  }

  void sendUnfragmented(InetSocketAddress peer, byte[] data) throws IOException {
    sendIndication(peer, data, w -> w.flag(AttributeType.DONT_FRAGMENT));
  }

  private void sendIndication(InetSocketAddress peer, byte[] data, Consumer<StunWriter> more)
      throws IOException {
    byte[] out = new byte[4096];
    StunWriter writer =
        new StunWriter().begin(out, 0, StunMethod.SEND, StunClass.INDICATION, newId(), 0);
    xorPeer(writer, peer);
    more.accept(writer);
    writer.bytes(AttributeType.DATA, data);
    wire.send(Arrays.copyOf(out, writer.length()));
  }

  void sendChannelData(int channel, byte[] data) throws IOException {
    byte[] out = new byte[ChannelData.streamLength(data.length)];
    ChannelData.writeHeader(out, 0, channel, data.length);
    System.arraycopy(data, 0, out, ChannelData.HEADER_LENGTH, data.length);
    wire.send(out);
  }

  StunMessage receive() throws IOException {
    byte[] bytes = wire.receive();
    StunMessage message = new StunMessage();
    assertEquals(StunMessage.Verdict.MESSAGE, message.wrap(bytes, 0, bytes.length));
    return message;
  }

  /** Data of the next Data indication. */
  byte[] receiveData() throws IOException {
    StunMessage message = receive();
    assertEquals(StunMethod.DATA, message.method());
    return message.copyValue(message.find(AttributeType.DATA));
  }

  /**
   * That nothing had been sent to this client: the next message is the answer to a question asked
   * now.
   */
  void assertNothingReceived() throws IOException {
    assertEquals(StunMethod.BINDING, plain(StunMethod.BINDING, w -> {}).method());
  }

  static InetSocketAddress xorAddress(StunMessage message, int type) throws IOException {
    StunAddress address = new StunAddress();
    address.readXor(message, message.find(type));
    return new InetSocketAddress(
        InetAddress.getByAddress(address.copyAddress().toByteArray()), address.port());
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }

  static Wire udp(InetSocketAddress server) throws IOException {
    return udp(server, server.getAddress());
  }

  static Wire udp(InetSocketAddress server, InetAddress source) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, source);
    socket.setSoTimeout(10_000);
    return new Wire() {
      @Override
      public void send(byte[] message) throws IOException {
        socket.send(new DatagramPacket(message, message.length, server));
      }

      @Override
      public byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }

  static Wire tcp(InetSocketAddress server) throws IOException {
    return stream(new Socket(server.getAddress(), server.getPort()));
  }

  static Wire tls(InetSocketAddress server) throws IOException {
    return stream(
        AnyCertificate.context()
            .getSocketFactory()
            .createSocket(server.getAddress(), server.getPort()));
  }

  static Wire stream(Socket socket) throws IOException {
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    return new Stream() {
      @Override
      public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
      }

      @Override
      public void send(byte[] message) throws IOException {
        out.write(message);
      }

      @Override
      public byte[] receive() throws IOException {
        byte[] header = new byte[4];
        in.readFully(header);
        int announced = ChannelData.dataLength(header, 0);
        int length =
            ChannelData.startsWith(header[0])
                ? ChannelData.streamLength(announced)
                : StunMessage.HEADER_LENGTH + announced;
        byte[] message = Arrays.copyOf(header, length);
        in.readFully(message, header.length, length - header.length);
        return message;
      }

      @Override
      public void close() throws IOException {
        socket.close();
      }
    };
  }
}
