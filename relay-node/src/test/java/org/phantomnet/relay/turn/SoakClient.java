package org.phantomnet.relay.turn;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.forward.Dtls;

/**
 * One who comes and goes at a relay, again and again: calls that work, and everything that can be
 * wrong with one. One thread, but for {@link #stop}.
 */
final class SoakClient implements Runnable {
  private static final int CHANNEL = 0x4001;
  private static final int AEAD_GCM = 0x0007;
  private static final byte[] CLIENT_HELLO = Dtls.client(Dtls.clientHello(Dtls.useSrtp(AEAD_GCM)));
  private static final byte[] SERVER_HELLO = Dtls.server(Dtls.serverHello(Dtls.useSrtp(AEAD_GCM)));
  private static final int PERMILLE = 1_000;

  private final SoakRelay relay;
  private final SoakFaults faults;
  private final Random random;
  private final boolean ipv6;
  private final Duration betweenCalls;
  private final SystemRandom names = new SystemRandom();

  /** Clients that fell silent and did not release: their allocations live on. */
  final List<TurnClient> silent = new ArrayList<>();

  /** Connections that stopped half way. */
  final List<Socket> halfOpen = new ArrayList<>();

  final List<Throwable> findings = new ArrayList<>();
  int calls;
  int heard;
  int lost;

  /** Tokens that were taken, and those refused because that could not be written. */
  int redeemed;

  int unwritten;

  /** Who came with a credential, and the clock was set meanwhile. */
  int outOfTime;

  private volatile boolean stopped;
  private volatile @Nullable TurnClient current;
  private volatile @Nullable TestPeer currentPeer;

  SoakClient(SoakRelay relay, SoakFaults faults, long seed, boolean ipv6, Duration betweenCalls) {
    this.relay = relay;
    this.faults = faults;
    random = new Random(seed);
    this.ipv6 = ipv6;
    this.betweenCalls = betweenCalls;
  }

  /** From any thread: the relay is gone, and no answer is worth the wait. */
  void abandon() throws IOException {
    stopped = true;
    TurnClient waiting = current;
    if (waiting != null) {
      waiting.close();
    }
    TestPeer listening = currentPeer;
    if (listening != null) {
      listening.close();
    }
  }

  /** From any thread: this visit is the last. */
  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    while (!stopped) {
      try {
        if (random.nextInt(PERMILLE) < 150) {
          halfOpen();
        } else {
          call();
        }
        SoakFaults.pass(betweenCalls);
      } catch (InterruptedException e) {
        return;
      } catch (IOException | AssertionError | RuntimeException e) {
        if (relay.alive() || findings.isEmpty()) {
          findings.add(e);
        }
        return;
      }
    }
  }

  private TurnClient connect(boolean token) throws IOException {
    TurnClient.Wire wire =
        switch (random.nextInt(4)) {
          case 0 -> TurnClient.tcp(relay.address("turnTcp"));
          case 1 -> TurnClient.tls(relay.address(random.nextBoolean() ? "turnTls" : "turnWeb"));
          default -> TurnClient.udp(relay.address("turnUdp"), source());
        };
    if (token) {
      TokenCredential credential = faults.tokens.credential(faults.clock.now());
      return new TurnClient(wire, credential.username(), credential.password());
    }
    Path file = faults.ground.data().resolve("turn-secret.key");
    try (SharedSecret secret = SharedSecret.of(Files.readAllBytes(file))) {
      String username = SharedSecretCredentials.newUsername(faults.clock.now(), names);
      return new TurnClient(wire, username, new SharedSecretCredentials(secret).password(username));
    }
  }

  private InetAddress source() throws IOException {
    return InetAddress.getByAddress(
        new byte[] {127, 1, (byte) random.nextInt(256), (byte) (1 + random.nextInt(250))});
  }

  private void call() throws IOException {
    SoakFaults.Mark before = faults.mark();
    boolean token = random.nextInt(PERMILLE) < 400;
    TurnClient client = connect(token);
    current = client;
    StunMessage answer = allocate(client);
    if (excused(answer, token, before)) {
      client.close();
      return;
    }
    if (error(answer) != 0) {
      throw new IOException(
          (token ? "a token" : "a shared secret") + " got " + error(answer) + " for an allocation");
    }
    redeemed += token ? 1 : 0;
    InetSocketAddress relayed = TurnClient.xorAddress(answer, AttributeType.XOR_RELAYED_ADDRESS);
    try (TestPeer peer = TestPeer.open(TurnBed.NEIGHBOUR, SoakRelay.MIN_PORT, SoakRelay.MAX_PORT)) {
      currentPeer = peer;
      boolean channel = random.nextBoolean();
      success(channel ? client.bind(CHANNEL, peer.address()) : client.permit(peer.address()));
      toPeer(client, channel, peer.address(), CLIENT_HELLO);
      peer.receiveBytes();
      peer.send(relayed, SERVER_HELLO);
      client.wire.receive();
      speak(client, channel, peer, relayed);
      if (random.nextInt(PERMILLE) < 300) {
        success(client.refresh(600));
      }
      if (random.nextInt(PERMILLE) < 200) {
        nonsense(client, channel, peer, relayed);
      }
      if (random.nextInt(PERMILLE) < 200) {
        InetSocketAddress gone = peer.address();
        peer.close(); // its port is unreachable from now on, and the relay hears so
        for (int i = 0; i < 5; i++) {
          toPeer(client, channel, gone, srtp(100));
        }
      }
    }
    calls++;
    leave(client);
  }

  private StunMessage allocate(TurnClient client) throws IOException {
    boolean dual = ipv6 && random.nextBoolean();
    return client.request(
        StunMethod.ALLOCATE,
        w -> {
          w.u8(AttributeType.REQUESTED_TRANSPORT, 17);
          if (dual) {
            w.u8(AttributeType.ADDITIONAL_ADDRESS_FAMILY, 2);
          }
        });
  }

  /** Whether a refusal of a new allocation has a reason that is none of the relay's. */
  private boolean excused(StunMessage answer, boolean token, SoakFaults.Mark before) {
    int error = error(answer);
    if (error == 401 && faults.clockJumpedSince(before)) {
      outOfTime++;
      return true;
    }
    if (error == 508 && token && faults.storeFailedSince(before)) {
      unwritten++;
      return true;
    }
    return false;
  }

  /** 0 if it is none. */
  private static int error(StunMessage answer) {
    if (answer.messageClass() == StunClass.SUCCESS) {
      return 0;
    }
    byte[] error = answer.copyValue(answer.find(AttributeType.ERROR_CODE));
    return error[2] * 100 + error[3];
  }

  private static void success(StunMessage answer) throws IOException {
    if (error(answer) != 0) {
      throw new IOException(answer.method() + " got " + error(answer));
    }
  }

  private byte[] srtp(int length) {
    byte[] packet = new byte[length];
    random.nextBytes(packet);
    packet[0] = (byte) 0x80;
    packet[1] = 111;
    return packet;
  }

  private static void toPeer(
      TurnClient client, boolean channel, InetSocketAddress peer, byte[] payload)
      throws IOException {
    if (channel) {
      client.sendChannelData(CHANNEL, payload);
    } else {
      client.sendIndication(peer, payload);
    }
  }

  private void speak(TurnClient client, boolean channel, TestPeer peer, InetSocketAddress relayed)
      throws IOException {
    int packets = 1 + random.nextInt(30);
    for (int i = 0; i < packets; i++) {
      byte[] there = srtp(20 + random.nextInt(1_100));
      byte[] back = srtp(20 + random.nextInt(1_100));
      toPeer(client, channel, peer.address(), there);
      peer.send(relayed, back);
      try {
        if (!Arrays.equals(there, peer.receiveBytes())) {
          throw new IOException("the peer heard something else");
        }
        client.wire.receive();
        heard += 2;
      } catch (SocketTimeoutException e) {
        lost++; // UDP, on a machine that is busy
      }
    }
  }

  /** What must not be forwarded, from the client and from the peer. */
  private void nonsense(
      TurnClient client, boolean channel, TestPeer peer, InetSocketAddress relayed)
      throws IOException {
    client.sendChannelData(CHANNEL + 1, srtp(100));
    client.sendIndication(new InetSocketAddress("127.0.0.77", 25_000), srtp(100));
    client.sendIndication(new InetSocketAddress("127.0.0.1", 22), srtp(100));
    byte[] dns = new byte[40];
    dns[2] = 1;
    toPeer(client, channel, peer.address(), dns);
    peer.send(relayed, dns);
    peer.send(relayed, new byte[0]);
    peer.send(relayed, new byte[3_000]);
    try (DatagramSocket stranger = new DatagramSocket(0, source())) {
      byte[] packet = srtp(random.nextInt(3_000) + 2);
      stranger.send(new DatagramPacket(packet, packet.length, relayed));
      random.nextBytes(packet);
      packet[0] &= 0x7f;
      stranger.send(new DatagramPacket(packet, packet.length, relay.address("turnUdp")));
    }
  }

  private void leave(TurnClient client) throws IOException {
    int how = random.nextInt(PERMILLE);
    if (how < 100 && !(client.wire instanceof TurnClient.Stream)) {
      silent.add(client);
    } else if (how < 300 && client.wire instanceof TurnClient.Stream stream) {
      stream.reset();
    } else {
      release(client);
    }
  }

  /** Ends an allocation, whatever is still on its way to its client. */
  static void release(TurnClient client) throws IOException {
    byte[] id = TurnClient.newId();
    client.wire.send(client.signed(StunMethod.REFRESH, id, w -> w.u32(AttributeType.LIFETIME, 0)));
    byte[] answer;
    do {
      answer = client.wire.receive();
    } while (answer.length < 20 || !Arrays.equals(Arrays.copyOfRange(answer, 8, 20), id));
    StunMessage message = new StunMessage();
    message.wrap(answer, 0, answer.length);
    success(message);
    client.close();
  }

  private void halfOpen() throws IOException {
    boolean tls = random.nextBoolean();
    InetSocketAddress to =
        relay.address(tls ? random.nextBoolean() ? "turnTls" : "turnWeb" : "turnTcp");
    Socket socket = new Socket(to.getAddress(), to.getPort());
    byte[] start =
        tls
            ? new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3}
            : new byte[] {0, 3, 0, 100, 0x21, 0x12, (byte) 0xa4, 0x42, 1, 2, 3};
    int length = random.nextInt(start.length + 1);
    socket.getOutputStream().write(start, 0, length);
    if (random.nextInt(4) == 0) {
      socket.close();
    } else {
      halfOpen.add(socket);
    }
  }
}
