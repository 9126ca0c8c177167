package org.phantomnet.relay.authority;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.phantomnet.protocol.directory.RelayDescriptor.Listener;
import org.phantomnet.protocol.stun.StunMessage;

/** A probe's socket to one listener. Blocks; bounded in time and in what it reads. One thread. */
interface ProbeLine extends AutoCloseable {
  int TRIES = 3;

  /** The answer to that request, and no other message. */
  StunMessage ask(byte[] request) throws IOException;

  /** Sends what has no answer. */
  void send(byte[] message) throws IOException;

  /**
   * What comes next.
   *
   * @throws IOException if nothing does in time, or no STUN message
   */
  StunMessage next() throws IOException;

  /** The certificate of a TLS listener is not valid at this time. */
  final class OutOfTime extends IOException {
    private static final long serialVersionUID = 1;
  }

  @Override
  void close() throws IOException;

  static ProbeLine open(Listener listener, Duration within) throws IOException {
    InetSocketAddress place = new InetSocketAddress(Probe.address(listener), listener.port());
    return switch (listener.kind()) {
      case UDP -> new Datagrams(place, within);
      case TCP -> new Stream(connected(new Socket(), place, within));
      case TLS -> new Stream(tls(place, within));
    };
  }

  private static Socket connected(Socket socket, InetSocketAddress place, Duration within)
      throws IOException {
    try {
      socket.setSoTimeout((int) within.toMillis());
      socket.connect(place, (int) within.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * The descriptor names no key for this listener, so any will do that is in its time: what crosses
   * there has TURN's integrity and a call's own keys.
   */
  private static Socket tls(InetSocketAddress place, Duration within) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anyone()}, null);
      SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
      connected(socket, place, within);
      boolean inTime = false;
      try {
        socket.startHandshake();
        ((X509Certificate) socket.getSession().getPeerCertificates()[0]).checkValidity();
        inTime = true;
      } catch (CertificateException e) {
        throw new OutOfTime();
      } finally {
        if (!inTime) {
          socket.close();
        }
      }
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StunMessage answer(byte[] request, byte[] answer) throws IOException {
    if (answer.length < StunMessage.HEADER_LENGTH
        || !Arrays.equals(request, 8, 20, answer, 8, 20)) {
      throw new IOException("no answer");
    }
    return message(answer);
  }

  private static StunMessage message(byte[] bytes) throws IOException {
    StunMessage message = new StunMessage();
    if (message.wrap(bytes, 0, bytes.length) != StunMessage.Verdict.MESSAGE) {
      throw new IOException("no STUN");
    }
    return message;
  }

  final class Datagrams implements ProbeLine {
    private final DatagramSocket socket = new DatagramSocket();

    Datagrams(InetSocketAddress place, Duration within) throws IOException {
      socket.connect(place);
      socket.setSoTimeout((int) within.toMillis() / TRIES);
    }

    @Override
    public StunMessage ask(byte[] request) throws IOException {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        send(request);
        try {
          return answer(request, receive());
        } catch (SocketTimeoutException e) {
          // once more
        }
      }
      throw new IOException("no answer");
    }

    private byte[] receive() throws IOException {
      DatagramPacket in = new DatagramPacket(new byte[Probe.MOST_BYTES], Probe.MOST_BYTES);
      socket.receive(in);
      return Arrays.copyOf(in.getData(), in.getLength());
    }

    @Override
    public void send(byte[] message) throws IOException {
      socket.send(new DatagramPacket(message, message.length));
    }

    @Override
    public StunMessage next() throws IOException {
      return message(receive());
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  final class Stream implements ProbeLine {
    private final Socket socket;
    private final DataInputStream in;

    Stream(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(socket.getInputStream());
    }

    @Override
    public StunMessage ask(byte[] request) throws IOException {
      send(request);
      return answer(request, receive());
    }

    @Override
    public void send(byte[] message) throws IOException {
      socket.getOutputStream().write(message);
    }

    @Override
    public StunMessage next() throws IOException {
      return message(receive());
    }

    private byte[] receive() throws IOException {
      byte[] header = new byte[StunMessage.HEADER_LENGTH];
      in.readFully(header);
      int length = (header[2] & 0xFF) << 8 | header[3] & 0xFF;
      if (length > Probe.MOST_BYTES) {
        throw new IOException("no answer");
      }
      byte[] whole = Arrays.copyOf(header, header.length + length);
      in.readFully(whole, header.length, length);
      return whole;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      // there are no clients here
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // what is sent there is public
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
