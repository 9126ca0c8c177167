package org.phantomnet.conformance.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.path.RateWatch;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.mixnet.tunnel.UdpTunnel;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.TransportProtocol;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.ChannelData;
import org.phantomnet.protocol.stun.MessageIntegrity;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;
import org.phantomnet.relay.forward.ForwardMode;

/**
 * Two guarded tunnels over two real relays on loopback, with a hand-made TURN client in each
 * engine's place.
 */
@Timeout(30)
final class TunnelOverRelayTest {
  private static final int CHANNEL = 0x4000;
  private static final byte[] CHECK = {0, 1, 0, 0, 9, 9, 9, 9};
  private static final byte[] MEDIA = {(byte) 0x80, 111, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

  @Test
  @Adversary("ADV-58")
  void callOverTwoRelays_passesChecksAtOnce_andMediaOnlyWithBothGatesOpen() throws Exception {
    try (Side alice = new Side(127, 10, "north");
        Side bob = new Side(127, 20, "south")) {
      Candidate atAlice = alice.allocate();
      Candidate atBob = bob.allocate();
      alice.meet(atBob);
      bob.meet(atAlice);

      alice.sendOnChannel(CHECK);
      assertArrayEquals(CHECK, bob.data());
      alice.sendOnChannel(MEDIA);
      alice.openGate();
      alice.sendOnChannel(MEDIA);
      alice.sendOnChannel(CHECK);
      assertArrayEquals(CHECK, bob.data());
      bob.openGate();
      alice.sendOnChannel(MEDIA);
      assertArrayEquals(MEDIA, bob.data());
      bob.sendOnChannel(MEDIA);
      assertArrayEquals(MEDIA, alice.data());

      assertEquals(Map.of("TUNNEL_OUT_GATE_CLOSED", 1), alice.tunnel.refused());
      assertEquals(Map.of("TUNNEL_IN_GATE_CLOSED", 1), bob.tunnel.refused());
      assertEquals(0, alice.tunnel.packetsOutsidePolicy() + bob.tunnel.packetsOutsidePolicy());
      assertEquals(0, alice.lost + bob.lost);
    }
  }

  /** A relay, a tunnel to it, and what an engine would say. */
  private static final class Side implements AutoCloseable {
    private final LiveRelay relay;
    private final GuardedTunnel tunnel;
    private final MediaGate gate = new MediaGate();
    private final RelayGrant grant;
    private final String realm;
    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final SystemRandom random = new SystemRandom();
    private String nonce = "";
    private volatile int lost;

    Side(int a, int b, String name) throws Exception {
      relay =
          new LiveRelay(
              Bytes.copyOf(new byte[] {(byte) a, (byte) b, 0, 1}), name, ForwardMode.DEMUX);
      realm = relay.realm();
      grant = relay.grant();
      tunnel =
          GuardedTunnel.open(
              UdpTunnel.factory(),
              relay.listed(),
              grant,
              CallMode.PRIVATE,
              gate,
              random,
              RateWatch.of(CallMode.PRIVATE, System::nanoTime),
              Optional.empty(),
              () -> lost++);
      tunnel.setEngineSink(
          (port, packet, offset, length) ->
              received.add(Arrays.copyOfRange(packet, offset, offset + length)));
    }

    Candidate allocate() throws Exception {
      say(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17), false);
      assertEquals(401, answer().errorCode());
      say(StunMethod.ALLOCATE, w -> w.u8(AttributeType.REQUESTED_TRANSPORT, 17), true);
      StunMessage success = answer();
      assertEquals(StunClass.SUCCESS, success.messageClass());
      StunAddress relayed = new StunAddress();
      relayed.readXor(success, success.find(AttributeType.XOR_RELAYED_ADDRESS));
      return new Candidate(
          CandidateType.RELAY, TransportProtocol.UDP, relayed.copyAddress(), relayed.port(), 1);
    }

    void meet(Candidate peer) throws Exception {
      tunnel.admitRemote(peer);
      Body bind =
          w ->
              w.u16(AttributeType.CHANNEL_NUMBER, CHANNEL)
                  .xorAddress(AttributeType.XOR_PEER_ADDRESS, peer.address(), peer.port());
      say(StunMethod.CHANNEL_BIND, bind, true);
      assertEquals(438, answer().errorCode());
      say(StunMethod.CHANNEL_BIND, bind, true);
      assertEquals(StunClass.SUCCESS, answer().messageClass());
    }

    void openGate() {
      gate.keysConfirmed();
      gate.transportConnected();
      gate.accepted();
    }

    void sendOnChannel(byte[] data) {
      byte[] packet = new byte[ChannelData.HEADER_LENGTH + data.length];
      ChannelData.writeHeader(packet, 0, CHANNEL, data.length);
      System.arraycopy(data, 0, packet, ChannelData.HEADER_LENGTH, data.length);
      tunnel.fromEngine(5_000, packet, 0, packet.length);
    }

    byte[] data() throws InterruptedException {
      byte[] packet = take();
      assertTrue(ChannelData.startsWith(packet[0]));
      return Arrays.copyOfRange(packet, ChannelData.HEADER_LENGTH, packet.length);
    }

    private void say(StunMethod method, Body body, boolean proved) {
      byte[] out = new byte[512];
      StunWriter writer =
          new StunWriter()
              .begin(out, 0, method, StunClass.REQUEST, random.bytes(12).toByteArray(), 0);
      body.write(writer);
      if (proved) {
        writer
            .text(AttributeType.USERNAME, grant.username())
            .text(AttributeType.REALM, realm)
            .text(AttributeType.NONCE, nonce)
            .integrity(MessageIntegrity.longTerm(grant.username(), realm, grant.password()));
      }
      tunnel.fromEngine(5_000, out, 0, writer.length());
    }

    private StunMessage answer() throws InterruptedException {
      byte[] packet = take();
      StunMessage message = new StunMessage();
      assertEquals(StunMessage.Verdict.MESSAGE, message.wrap(packet, 0, packet.length));
      if (message.has(AttributeType.NONCE)) {
        nonce =
            new String(
                message.copyValue(message.find(AttributeType.NONCE)), StandardCharsets.UTF_8);
      }
      return message;
    }

    private byte[] take() throws InterruptedException {
      byte[] packet = received.poll(5, TimeUnit.SECONDS);
      assertTrue(packet != null, "nothing came");
      return packet == null ? new byte[0] : packet;
    }

    @Override
    public void close() {
      tunnel.close();
      relay.close();
    }
  }

  private interface Body {
    void write(StunWriter writer);
  }
}
