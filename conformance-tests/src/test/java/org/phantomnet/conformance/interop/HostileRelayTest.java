package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.path.RateWatch;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.mixnet.tunnel.UdpTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * A guarded tunnel over a real socket to a relay that says what a test wants, with a hand-made TURN
 * client in the engine's place. What must not arrive is followed by what may: the first packet that
 * comes is that.
 */
@Timeout(30)
final class HostileRelayTest {
  private static final int ENGINE = 5_000;
  private static final int STRANGER = 6_666;
  private static final int CHANNEL = 0x4000;
  private static final String REALM = "relay.example";
  private static final Bytes RELAYED = Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 1});
  private static final Candidate PEER =
      new Candidate(
          CandidateType.RELAY,
          TransportProtocol.UDP,
          Bytes.copyOf(new byte[] {(byte) 198, 51, 100, 9}),
          50_000,
          1);
  private static final byte[] CHECK = {0, 1, 0, 0, 9, 9, 9, 9};
  private static final byte[] MEDIA = {(byte) 0x80, 111, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  private static final byte[] CONTROL = {(byte) 0x80, (byte) 200, 0, 1, 2, 3, 4, 5};

  private final SystemRandom random = new SystemRandom();
  private final MediaGate gate = new MediaGate();
  private final BlockingQueue<byte[]> engine = new LinkedBlockingQueue<>();
  private final RelayGrant grant =
      new RelayGrant(random.bytes(32), "1900000000:abcd", "a password", Instant.MAX);
  private final MessageIntegrity key =
      MessageIntegrity.longTerm(grant.username(), REALM, grant.password());
  private DatagramSocket relay;
  private DatagramSocket elsewhere;
  private GuardedTunnel tunnel;
  private Optional<SocketAddress> client = Optional.empty();

  @BeforeEach
  void open() throws Exception {
    relay = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    relay.setSoTimeout(5_000);
    elsewhere = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    elsewhere.setSoTimeout(50);
    tunnel = tunnel();
  }

  private GuardedTunnel tunnel() throws IOException {
    RelayDescriptor descriptor =
        new RelayDescriptor(
            random.bytes(32),
            List.of(
                new RelayDescriptor.Listener(
                    RelayDescriptor.ListenerKind.UDP,
                    Bytes.copyOf(InetAddress.getLoopbackAddress().getAddress()),
                    relay.getLocalPort())),
            List.of(RELAYED),
            49_152,
            65_535,
            "",
            "test",
            1,
            REALM,
            0,
            Bytes.EMPTY,
            Instant.EPOCH,
            Instant.MAX,
            Bytes.EMPTY);
    GuardedTunnel opened =
        GuardedTunnel.open(
            UdpTunnel.factory(),
            new ListedRelay(grant.relayId(), "north", descriptor),
            grant,
            CallMode.PRIVATE,
            gate,
            random,
            RateWatch.of(CallMode.PRIVATE, System::nanoTime),
            Optional.empty(),
            () -> {});
    opened.setEngineSink(
        (port, packet, offset, length) ->
            engine.add(Arrays.copyOfRange(packet, offset, offset + length)));
    return opened;
  }

  @AfterEach
  void close() {
    assertEquals(0, tunnel.packetsOutsidePolicy());
    tunnel.close();
    relay.close();
    elsewhere.close();
    key.close();
  }

  private void say(int port, byte[] packet) {
    tunnel.fromEngine(port, packet, 0, packet.length);
  }

  private byte[] request(StunMethod method, Consumer<StunWriter> body) {
    byte[] out = new byte[512];
    StunWriter writer =
        new StunWriter()
            .begin(out, 0, method, StunClass.REQUEST, random.bytes(12).toByteArray(), 0);
    body.accept(writer);
    writer
        .text(AttributeType.USERNAME, grant.username())
        .text(AttributeType.REALM, REALM)
        .text(AttributeType.NONCE, "n")
        .integrity(key);
    return Arrays.copyOf(out, writer.length());
  }

  private byte[] allocate() {
    return request(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17));
  }

  private byte[] refresh() {
    return request(StunMethod.REFRESH, w -> {});
  }

  /** What the relay gets next. */
  private byte[] atRelay() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
    relay.receive(packet);
    client = Optional.of(packet.getSocketAddress());
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private byte[] answer(byte[] request, StunClass kind, Consumer<StunWriter> body) {
    StunMessage asked = new StunMessage();
    assertEquals(StunMessage.Verdict.MESSAGE, asked.wrap(request, 0, request.length));
    byte[] out = new byte[1_024];
    StunWriter writer = new StunWriter().begin(out, 0, asked.method(), kind, asked);
    body.accept(writer);
    return Arrays.copyOf(out, writer.length());
  }

  private void fromRelay(byte[] packet) throws IOException {
    relay.send(new DatagramPacket(packet, packet.length, client.orElseThrow()));
  }

  private void assertNextAtEngine(byte[] expected) throws InterruptedException {
    byte[] next = engine.poll(5, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing came");
    assertArrayEquals(expected, next);
  }

  private void redirect(StunWriter writer) {
    writer.plainAddress(
        AttributeType.ALTERNATE_SERVER,
        InetAddress.getLoopbackAddress().getAddress(),
        4,
        elsewhere.getLocalPort());
  }

  @Test
  @Covers("TUN-4")
  @Adversary("ADV-50")
  void redirectionOfAllocateRefreshAndAnythingElse_movesNobody() throws Exception {
    for (StunMethod method :
        List.of(
            StunMethod.ALLOCATE,
            StunMethod.REFRESH,
            StunMethod.CREATE_PERMISSION,
            StunMethod.CHANNEL_BIND)) {
      byte[] asked = ask(method);
      for (StunErrorCode code :
          List.of(
              StunErrorCode.TRY_ALTERNATE,
              StunErrorCode.UNAUTHENTICATED,
              StunErrorCode.STALE_NONCE)) {
        fromRelay(answer(asked, StunClass.ERROR, w -> redirect(w.error(code))));
      }
      fromRelay(answer(asked, StunClass.ERROR, w -> w.error(StunErrorCode.TRY_ALTERNATE)));
      fromRelay(
          answer(
              asked,
              StunClass.SUCCESS,
              w -> {
                redirect(w);
                w.integrity(key);
              }));
      byte[] plain = answer(asked, StunClass.ERROR, w -> w.error(StunErrorCode.UNAUTHENTICATED));
      fromRelay(plain);

      assertNextAtEngine(plain);
    }
    say(ENGINE, refresh());

    atRelay();
    assertThrows(SocketTimeoutException.class, () -> receiveElsewhere());
  }

  private void receiveElsewhere() throws IOException {
    elsewhere.receive(new DatagramPacket(new byte[100], 100));
  }

  private byte[] ask(StunMethod method) throws IOException {
    tunnel.admitRemote(PEER);
    Consumer<StunWriter> peer =
        w -> w.xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER.address(), PEER.port());
    byte[] request =
        switch (method) {
          case ALLOCATE -> allocate();
          case CREATE_PERMISSION -> request(method, peer);
          case CHANNEL_BIND ->
              request(method, w -> peer.accept(w.u16(AttributeType.CHANNEL_NUMBER, CHANNEL)));
          default -> refresh();
        };
    say(ENGINE, request);
    return atRelay();
  }

  private byte[] data(StunMethod method, byte[] payload) {
    byte[] out = new byte[512];
    StunWriter writer =
        new StunWriter()
            .begin(out, 0, method, StunClass.INDICATION, random.bytes(12).toByteArray(), 0)
            .xorAddress(AttributeType.XOR_PEER_ADDRESS, PEER.address(), PEER.port())
            .bytes(AttributeType.DATA, payload);
    return Arrays.copyOf(out, writer.length());
  }

  private static byte[] channel(byte[] payload) {
    byte[] packet = new byte[ChannelData.HEADER_LENGTH + payload.length];
    ChannelData.writeHeader(packet, 0, CHANNEL, payload.length);
    System.arraycopy(payload, 0, packet, ChannelData.HEADER_LENGTH, payload.length);
    return packet;
  }

  @Test
  @Covers({"TUN-8", "GATE-1"})
  @Adversary("ADV-58")
  void mediaBeforeTheGate_crossesInNoDirectionAndNoForm() throws Exception {
    ask(StunMethod.ALLOCATE);
    ask(StunMethod.CHANNEL_BIND);
    gate.keysConfirmed();
    gate.transportConnected();

    for (byte[] payload : List.of(MEDIA, CONTROL, new byte[] {(byte) 0xbf, 0})) {
      say(ENGINE, channel(payload));
      say(ENGINE, data(StunMethod.SEND, payload));
      fromRelay(channel(payload));
      fromRelay(data(StunMethod.DATA, payload));
    }
    say(ENGINE, channel(CHECK));
    fromRelay(channel(CHECK));

    assertArrayEquals(channel(CHECK), atRelay());
    assertNextAtEngine(channel(CHECK));
    gate.accepted();
    say(ENGINE, channel(MEDIA));
    assertArrayEquals(channel(MEDIA), atRelay());
    gate.closed();
    say(ENGINE, channel(MEDIA));
    say(ENGINE, channel(CHECK));
    assertArrayEquals(channel(CHECK), atRelay());
  }

  @Test
  @Covers({"TUN-1", "TUN-2", "TUN-3"})
  @Adversary("ADV-53")
  void strangerOnThisMachine_beforeBetweenAndAfter_sendsAndHearsNothing() throws Exception {
    byte[] stolen = allocate();
    stolen[stolen.length - 1] ^= 1;
    say(STRANGER, stolen);
    byte[] first = allocate();
    say(ENGINE, first);
    assertArrayEquals(first, atRelay());
    tunnel.admitRemote(PEER);
    say(STRANGER, allocate());
    say(STRANGER, refresh());
    ask(StunMethod.CHANNEL_BIND);
    say(STRANGER, channel(CHECK));
    say(STRANGER, data(StunMethod.SEND, CHECK));

    byte[] last = refresh();
    say(ENGINE, last);

    assertArrayEquals(last, atRelay());
    assertTrue(engine.isEmpty());
  }

  @Test
  @Covers({"TUN-5", "TUN-7"})
  @Adversary({"ADV-34", "ADV-36"})
  void addressesThatWereNotAdmitted_areNoPeers() throws Exception {
    ask(StunMethod.ALLOCATE);
    tunnel.admitRemote(PEER);
    for (String name :
        List.of("127.0.0.1", "169.254.169.254", "10.0.0.1", "0.0.0.0", "224.0.0.251", "::1")) {
      Bytes address = Bytes.copyOf(InetAddress.getByName(name).getAddress());
      Consumer<StunWriter> peer =
          w -> w.xorAddress(AttributeType.XOR_PEER_ADDRESS, address, PEER.port());
      say(ENGINE, request(StunMethod.CREATE_PERMISSION, peer));
      say(
          ENGINE,
          request(
              StunMethod.CHANNEL_BIND,
              w -> peer.accept(w.u16(AttributeType.CHANNEL_NUMBER, CHANNEL))));
    }
    byte[] last = refresh();
    say(ENGINE, last);

    assertArrayEquals(last, atRelay());
  }

  @Test
  @Covers("TUN-1")
  @Adversary("ADV-26")
  void challengesOfTwoTunnels_haveTwoNonces() throws Exception {
    String one = challenged(tunnel);

    try (GuardedTunnel second = tunnel()) {
      assertNotEquals(one, challenged(second));
    }
  }

  private String challenged(GuardedTunnel asked) throws InterruptedException {
    byte[] out = new byte[64];
    StunWriter writer =
        new StunWriter()
            .begin(
                out, 0, StunMethod.ALLOCATE, StunClass.REQUEST, random.bytes(12).toByteArray(), 0);
    asked.fromEngine(ENGINE, out, 0, writer.length());
    byte[] packet = engine.poll(5, TimeUnit.SECONDS);
    assertTrue(packet != null, "no challenge");
    StunMessage challenge = new StunMessage();
    assertEquals(StunMessage.Verdict.MESSAGE, challenge.wrap(packet, 0, packet.length));
    return new String(
        challenge.copyValue(challenge.find(AttributeType.NONCE)), StandardCharsets.UTF_8);
  }
}
