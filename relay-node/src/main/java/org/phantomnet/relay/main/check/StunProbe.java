package org.phantomnet.relay.main.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.main.config.NodeConfig;

/**
 * Asks a STUN server that the operator names how this machine looks from there, and whether a relay
 * answers. Any relay's listener is such a server.
 */
public final class StunProbe {
  private static final int TIMEOUT_MILLIS = 1_000;
  private static final int TRIES = 3;
  private static final int MOST_BYTES = 1_500;
  private static final String OUTSIDE = "outside";

  private StunProbe() {}

  /**
   * The address of this machine as {@code server} sees it, against what calls will be told.
   *
   * @throws IOException if no socket can be had
   */
  public static List<Finding> external(
      NodeConfig config, InetSocketAddress server, RandomSource random) throws IOException {
    if (config.turn().isEmpty()) {
      return List.of();
    }
    List<InetAddress> relayed = config.turn().get().relayed();
    List<InetAddress> advertised = config.turn().get().advertised();
    for (int i = 0; i < relayed.size(); i++) {
      if (relayed.get(i).getClass() != server.getAddress().getClass()) {
        continue;
      }
      InetAddress told = advertised.isEmpty() ? relayed.get(i) : advertised.get(i);
      Optional<InetSocketAddress> seen = udp(relayed.get(i), server, random);
      if (seen.isEmpty()) {
        return List.of(
            Finding.fail(
                OUTSIDE,
                "no answer from the server of --stun over UDP: let UDP out and its answers in, or"
                    + " name another server"));
      }
      if (!seen.get().getAddress().equals(told)) {
        return List.of(
            Finding.fail(
                OUTSIDE,
                "others see "
                    + seen.get().getAddress().getHostAddress()
                    + " where calls are told "
                    + told.getHostAddress()
                    + ": name the former as turn.advertised"));
      }
      return List.of(Finding.ok(OUTSIDE, "others see " + told.getHostAddress() + ", as told"));
    }
    return List.of(
        Finding.warn(OUTSIDE, "turn.relayed has no address of the family of --stun: not asked"));
  }

  /** Whether a relay's listener answers, from here: to be run on another machine than the relay. */
  public static List<Finding> reach(InetSocketAddress listener, RandomSource random)
      throws IOException {
    Optional<InetSocketAddress> udp = udp(any(listener), listener, random);
    boolean tcp = tcp(listener, random);
    String port = "port " + listener.getPort();
    return List.of(
        udp.isPresent()
            ? Finding.ok("reach", port + " answers over UDP")
            : Finding.fail("reach", port + " does not answer over UDP: open it in the firewall"),
        tcp
            ? Finding.ok("reach", port + " answers over TCP")
            : Finding.fail("reach", port + " does not answer over TCP: open it in the firewall"));
  }

  private static InetAddress any(InetSocketAddress listener) throws IOException {
    return InetAddress.getByAddress(new byte[listener.getAddress().getAddress().length]);
  }

  private static Optional<InetSocketAddress> udp(
      InetAddress from, InetSocketAddress server, RandomSource random) throws IOException {
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
      socket.connect(server);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      byte[] request = request(random);
      for (int attempt = 0; attempt < TRIES; attempt++) {
        socket.send(new DatagramPacket(request, request.length));
        DatagramPacket answer = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
        try {
          socket.receive(answer);
        } catch (SocketTimeoutException e) {
          continue;
        }
        return mapped(request, Arrays.copyOf(answer.getData(), answer.getLength()));
      }
    } catch (java.net.PortUnreachableException e) {
      // nobody listens there
    }
    return Optional.empty();
  }

  private static boolean tcp(InetSocketAddress listener, RandomSource random) {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(listener, TIMEOUT_MILLIS);
      byte[] request = request(random);
      socket.getOutputStream().write(request);
      return parseStream(socket.getInputStream(), request).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * One message of a stream, of a length that it names itself; empty for anything but the answer.
   */
  static Optional<InetSocketAddress> parseStream(InputStream in, byte[] request)
      throws IOException {
    byte[] header = in.readNBytes(StunMessage.HEADER_LENGTH);
    if (header.length < StunMessage.HEADER_LENGTH) {
      return Optional.empty();
    }
    int length = (header[2] & 0xFF) << 8 | header[3] & 0xFF;
    if (length > MOST_BYTES) {
      return Optional.empty();
    }
    byte[] answer = Arrays.copyOf(header, header.length + length);
    return in.readNBytes(answer, header.length, length) == length
        ? mapped(request, answer)
        : Optional.empty();
  }

  static byte[] request(RandomSource random) {
    byte[] id = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    random.fill(id);
    byte[] out = new byte[64];
    StunWriter writer =
        new StunWriter().begin(out, 0, StunMethod.BINDING, StunClass.REQUEST, id, 0);
    return Arrays.copyOf(out, writer.length());
  }

  /** Empty for anything but the answer to that request. */
  private static Optional<InetSocketAddress> mapped(byte[] request, byte[] answer)
      throws IOException {
    StunMessage message = new StunMessage();
    if (message.wrap(answer, 0, answer.length) != StunMessage.Verdict.MESSAGE
        || message.messageClass() != StunClass.SUCCESS
        || !Arrays.equals(request, 8, 20, answer, 8, 20)) {
      return Optional.empty();
    }
    int at = message.find(AttributeType.XOR_MAPPED_ADDRESS);
    StunAddress address = new StunAddress();
    return at >= 0 && address.readXor(message, at) == StunAddress.Verdict.ADDRESS
        ? Optional.of(
            new InetSocketAddress(
                InetAddress.getByAddress(address.copyAddress().toByteArray()), address.port()))
        : Optional.empty();
  }
}
