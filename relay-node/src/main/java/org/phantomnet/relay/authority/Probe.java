package org.phantomnet.relay.authority;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.RelayDescriptor.Listener;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantCodec;
import org.phantomnet.protocol.grant.GrantPaths;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.protocol.token.IssuerKeys;
import org.phantomnet.relay.https.PinnedClient;
import org.phantomnet.relay.https.Refused;

/**
 * Asks a relay as a client would: every listener, its issuer under the pin, and with a grant of
 * that issuer for a relayed address. Blocks; bounded in time and in what it reads. One thread.
 */
public final class Probe {
  private static final int TRIES = 3;
  private static final int MOST_BYTES = 1_500;
  private static final int UNAUTHENTICATED = 401;
  private static final int UDP_TRANSPORT = 17;
  private static final int MAX_ANSWER = 1_024;

  private final RandomSource random;
  private final Duration within;
  private final IssuerProbe issuers;

  /**
   * @param within how long one question may take
   */
  public Probe(RandomSource random, Duration within, Clock clock) {
    this.random = random;
    this.within = within;
    this.issuers = new IssuerProbe(random, within, clock);
  }

  /**
   * What was found.
   *
   * @param faults what is not as the descriptor says, in words for its operator; empty if all is
   * @param tokens keys of an issuer of tokens; absent if it is none, or something is wrong
   */
  public record Found(List<String> faults, Optional<IssuerKeys> tokens) {
    public Found {
      faults = List.copyOf(faults);
    }

    @Override
    public String toString() {
      return "Found";
    }
  }

  /** Asks all of it, one after the other. */
  @Rule("DIR-16")
  public Found ask(RelayDescriptor descriptor) {
    List<String> faults = new ArrayList<>();
    for (Listener listener : descriptor.listeners()) {
      String place = listener.kind() + " port " + listener.port();
      try (Line line = Line.open(listener, within)) {
        StunMessage binding = line.ask(request(StunMethod.BINDING, w -> {}));
        if (binding.messageClass() != StunClass.SUCCESS
            || binding.find(AttributeType.XOR_MAPPED_ADDRESS) < 0) {
          faults.add(place + " does not answer a Binding request as a relay does");
          continue;
        }
        StunMessage refused = line.ask(allocate(w -> {}));
        if (error(refused) != UNAUTHENTICATED || refused.find(AttributeType.NONCE) < 0) {
          faults.add(place + " does not ask for a credential: this is no relay, or an open one");
        } else if (!text(refused, AttributeType.REALM).equals(descriptor.realm())) {
          faults.add(place + " has another realm than the descriptor: submit a new one");
        }
      } catch (IOException e) {
        faults.add(place + " does not answer: open it in the firewall, and check the address");
      }
    }
    if (faults.isEmpty() && descriptor.issuerPort() != 0) {
      relayed(descriptor).ifPresent(faults::add);
    }
    if (!faults.isEmpty() || descriptor.issuerPort() == 0) {
      return new Found(faults, Optional.empty());
    }
    IssuerProbe.Answer answer = issuers.ask(descriptor);
    return new Found(answer.fault().map(List::of).orElse(List.of()), answer.keys());
  }

  private Optional<String> relayed(RelayDescriptor descriptor) {
    Listener first = descriptor.listeners().get(0);
    RelayGrant grant;
    try {
      grant = grant(descriptor);
    } catch (IOException | ProtocolException | Refused e) {
      return Optional.of(
          "the issuer on port "
              + descriptor.issuerPort()
              + " gives no grant under its pin: check https.listen, and submit a new descriptor"
              + " if its key changed");
    }
    try (Line line = Line.open(first, within)) {
      StunMessage challenge = line.ask(allocate(w -> {}));
      String realm = text(challenge, AttributeType.REALM);
      byte[] nonce = challenge.copyValue(challenge.find(AttributeType.NONCE));
      Consumer<StunWriter> credential =
          w ->
              w.text(AttributeType.USERNAME, grant.username())
                  .text(AttributeType.REALM, realm)
                  .bytes(AttributeType.NONCE, nonce)
                  .integrity(MessageIntegrity.longTerm(grant.username(), realm, grant.password()));
      StunMessage allocated = line.ask(allocate(credential));
      int at = allocated.find(AttributeType.XOR_RELAYED_ADDRESS);
      StunAddress address = new StunAddress();
      if (allocated.messageClass() != StunClass.SUCCESS
          || at < 0
          || address.readXor(allocated, at) != StunAddress.Verdict.ADDRESS) {
        return Optional.of("a grant of its issuer gets no relayed address there");
      }
      line.ask(
          request(StunMethod.REFRESH, w -> credential.accept(w.u32(AttributeType.LIFETIME, 0))));
      boolean claimed =
          descriptor.relayedAddresses().contains(address.copyAddress())
              && address.port() >= descriptor.minPort()
              && address.port() <= descriptor.maxPort();
      return claimed
          ? Optional.empty()
          : Optional.of("the relayed address it gives is not among those of its descriptor");
    } catch (IOException e) {
      return Optional.of("it does not answer a client with a grant");
    }
  }

  private RelayGrant grant(RelayDescriptor descriptor)
      throws IOException, Refused, ProtocolException {
    Bytes id = SignedDescriptor.relayId(descriptor.signingKey());
    PinnedClient issuer = new PinnedClient(IssuerProbe.place(descriptor), within);
    GrantChallenge challenge = GrantChallenge.decode(issuer.get(GrantPaths.CHALLENGE, MAX_ANSWER));
    OptionalLong solution = ProofOfWork.solve(challenge, Thread.currentThread()::isInterrupted);
    if (!challenge.relayId().equals(id) || solution.isEmpty()) {
      throw new IOException("another relay's issuer");
    }
    return GrantCodec.decode(
        issuer.post(
            GrantPaths.GRANT,
            new GrantRequest(challenge, solution.getAsLong()).encode(),
            MAX_ANSWER));
  }

  private byte[] allocate(Consumer<StunWriter> credential) {
    return request(
        StunMethod.ALLOCATE,
        w -> credential.accept(w.u8(AttributeType.REQUESTED_TRANSPORT, UDP_TRANSPORT)));
  }

  private byte[] request(StunMethod method, Consumer<StunWriter> attributes) {
    byte[] id = new byte[StunMessage.TRANSACTION_ID_LENGTH];
    random.fill(id);
    byte[] out = new byte[MOST_BYTES];
    StunWriter writer = new StunWriter().begin(out, 0, method, StunClass.REQUEST, id, 0);
    attributes.accept(writer);
    return Arrays.copyOf(out, writer.length());
  }

  private static int error(StunMessage answer) {
    int at = answer.find(AttributeType.ERROR_CODE);
    byte[] value = at < 0 ? new byte[0] : answer.copyValue(at);
    return value.length < 4 ? 0 : (value[2] & 0x07) * 100 + (value[3] & 0xff);
  }

  private static String text(StunMessage answer, int attribute) {
    int at = answer.find(attribute);
    return at < 0 ? "" : new String(answer.copyValue(at), StandardCharsets.UTF_8);
  }

  private static InetAddress address(Listener listener) throws IOException {
    return InetAddress.getByAddress(listener.address().toByteArray());
  }

  /** One socket to one listener. */
  private interface Line extends AutoCloseable {
    /** The answer to that request, and no other message. */
    StunMessage ask(byte[] request) throws IOException;

    @Override
    void close() throws IOException;

    static Line open(Listener listener, Duration within) throws IOException {
      InetSocketAddress place = new InetSocketAddress(address(listener), listener.port());
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

    /** The descriptor names no key for this listener, so any will do. */
    private static Socket tls(InetSocketAddress place, Duration within) throws IOException {
      try {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, null);
        return connected(context.getSocketFactory().createSocket(), place, within);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static StunMessage answer(byte[] request, byte[] answer) throws IOException {
    StunMessage message = new StunMessage();
    if (message.wrap(answer, 0, answer.length) != StunMessage.Verdict.MESSAGE
        || !Arrays.equals(request, 8, 20, answer, 8, 20)) {
      throw new IOException("no answer");
    }
    return message;
  }

  private static final class Datagrams implements Line {
    private final DatagramSocket socket = new DatagramSocket();

    Datagrams(InetSocketAddress place, Duration within) throws IOException {
      socket.connect(place);
      socket.setSoTimeout((int) within.toMillis() / TRIES);
    }

    @Override
    public StunMessage ask(byte[] request) throws IOException {
      for (int attempt = 0; attempt < TRIES; attempt++) {
        socket.send(new DatagramPacket(request, request.length));
        DatagramPacket in = new DatagramPacket(new byte[MOST_BYTES], MOST_BYTES);
        try {
          socket.receive(in);
          return answer(request, Arrays.copyOf(in.getData(), in.getLength()));
        } catch (SocketTimeoutException e) {
          // once more
        }
      }
      throw new IOException("no answer");
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private static final class Stream implements Line {
    private final Socket socket;
    private final DataInputStream in;

    Stream(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(socket.getInputStream());
    }

    @Override
    public StunMessage ask(byte[] request) throws IOException {
      socket.getOutputStream().write(request);
      byte[] header = new byte[StunMessage.HEADER_LENGTH];
      in.readFully(header);
      int length = (header[2] & 0xFF) << 8 | header[3] & 0xFF;
      if (length > MOST_BYTES) {
        throw new IOException("no answer");
      }
      byte[] whole = Arrays.copyOf(header, header.length + length);
      in.readFully(whole, header.length, length);
      return answer(request, whole);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static final class Anyone implements X509TrustManager {
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
