package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.path.TunnelFixture.CHANNEL;
import static org.phantomnet.engine.path.TunnelFixture.PEER;
import static org.phantomnet.engine.path.TunnelFixture.PEER_PORT;
import static org.phantomnet.engine.path.TunnelFixture.STRANGER;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.stun.AttributeType;
import org.phantomnet.protocol.stun.StunAddress;
import org.phantomnet.protocol.stun.StunErrorCode;
import org.phantomnet.protocol.stun.StunMessage;
import org.phantomnet.protocol.stun.StunMethod;
import org.phantomnet.protocol.stun.StunWriter;

/**
 * The tunnel between an engine that was taken over and a relay that lies, both of which may hold
 * the grant.
 */
class GuardedTunnelFuzzTest {
  private static final int STRANGE_PORT = 6_666;

  private static final int ENGINE = 0;
  private static final int STRANGE_ENGINE = 1;
  private static final int ENGINE_PROVES = 2;
  private static final int RELAY = 3;
  private static final int RELAY_PROVES = 4;
  private static final int OPEN_GATE = 5;
  private static final int ADMIT = 6;
  private static final int STEPS = 7;

  /**
   * Steps of a session: what happens (u8), the length of a packet (u16), the packet. With "proves"
   * the packet's attributes are written anew under the grant's key.
   */
  @FuzzTest
  @Covers({"TUN-4", "TUN-5", "TUN-6", "TUN-7", "TUN-8", "TUN-11"})
  @Adversary({"ADV-34", "ADV-50", "ADV-53", "ADV-58"})
  void session(byte[] data) {
    TunnelFixture tunnel = new TunnelFixture();
    boolean gateOpen = false;
    boolean admitted = false;
    int at = 0;
    while (data.length - at >= 3) {
      int step = (data[at] & 0xff) % STEPS;
      int length = Math.min((data[at + 1] & 0xff) << 8 | data[at + 2] & 0xff, data.length - at - 3);
      byte[] packet = Arrays.copyOfRange(data, at + 3, at + 3 + length);
      at += 3 + length;
      switch (step) {
        case ENGINE -> tunnel.fromEngine(packet);
        case STRANGE_ENGINE -> tunnel.fromEngine(STRANGE_PORT, packet);
        case ENGINE_PROVES -> tunnel.fromEngine(proved(packet));
        case RELAY -> tunnel.fromRelay(packet);
        case RELAY_PROVES -> tunnel.fromRelay(proved(packet));
        case OPEN_GATE -> {
          tunnel.openGate();
          gateOpen = true;
        }
        default -> {
          tunnel.tunnel.admitRemote(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
          admitted = true;
        }
      }
      check(tunnel, gateOpen, admitted);
      tunnel.forget();
    }
    assertEquals(0, tunnel.tunnel.packetsOutsidePolicy(), "the two readers disagree");
    assertTrue(tunnel.lost <= 1);
  }

  private static void check(TunnelFixture tunnel, boolean gateOpen, boolean admitted) {
    for (byte[] packet : tunnel.toRelay) {
      assertTrue(packet.length <= RelayTunnel.MAX_PACKET);
      checkPeers(packet, admitted);
      assertTrue(gateOpen || !isMedia(packet), "media before the gate opened");
    }
    for (byte[] packet : tunnel.toEngine) {
      checkPeers(packet, admitted);
      assertTrue(gateOpen || !isMedia(packet), "media before the gate opened");
      assertFalse(leadsElsewhere(packet), "a redirection reached the engine");
    }
  }

  /** No message names a peer that was not admitted; no channel is open without one. */
  private static void checkPeers(byte[] packet, boolean admitted) {
    if ((packet[0] & 0xc0) == 0x40) {
      assertTrue(admitted, "channel data without an admitted peer");
      return;
    }
    StunMessage message = new StunMessage();
    StunAddress address = new StunAddress();
    assertEquals(StunMessage.Verdict.MESSAGE, message.wrap(packet, 0, packet.length));
    for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
      if (message.typeAt(at) == AttributeType.XOR_PEER_ADDRESS
          && message.method() != StunMethod.ALLOCATE
          && message.method() != StunMethod.REFRESH) {
        assertTrue(admitted, "a peer that was not admitted");
        assertEquals(StunAddress.Verdict.ADDRESS, address.readXor(message, at));
        assertEquals(PEER, address.copyAddress());
        assertTrue(message.method() == StunMethod.CREATE_PERMISSION || address.port() == PEER_PORT);
      }
    }
  }

  /** SRTP or SRTCP in channel data, or in an attribute DATA. */
  private static boolean isMedia(byte[] packet) {
    if ((packet[0] & 0xc0) == 0x40) {
      return packet.length > 4 && (packet[4] & 0xc0) == 0x80;
    }
    for (int at = 20; at + 4 < packet.length; at += 4 + (u16(packet, at + 2) + 3 & ~3)) {
      if (u16(packet, at) == 0x0013 && (packet[at + 4] & 0xc0) == 0x80) {
        return true;
      }
    }
    return false;
  }

  /** Read without our own reader: error class 3, ALTERNATE-SERVER or ALTERNATE-DOMAIN. */
  private static boolean leadsElsewhere(byte[] packet) {
    if ((packet[0] & 0xc0) == 0x40) {
      return false;
    }
    for (int at = 20; at + 4 <= packet.length; at += 4 + (u16(packet, at + 2) + 3 & ~3)) {
      int type = u16(packet, at);
      if (type == 0x8023
          || type == 0x8003
          || (type == 0x0009 && u16(packet, at + 2) >= 4 && (packet[at + 6] & 7) == 3)) {
        return true;
      }
    }
    return false;
  }

  private static int u16(byte[] packet, int at) {
    return (packet[at] & 0xff) << 8 | packet[at + 1] & 0xff;
  }

  /** The same attributes under the grant's key, if it is a message at all. */
  private static byte[] proved(byte[] packet) {
    StunMessage message = new StunMessage();
    if (message.wrap(packet, 0, packet.length) != StunMessage.Verdict.MESSAGE
        || message.method() == StunMethod.OTHER) {
      return packet;
    }
    byte[] out = new byte[packet.length + 128];
    StunWriter writer =
        new StunWriter().begin(out, 0, message.method(), message.messageClass(), message);
    for (int at = message.first(); at != StunMessage.NONE; at = message.next(at)) {
      writer.bytes(message.typeAt(at), message.copyValue(at));
    }
    return Arrays.copyOf(out, writer.integrity(TurnPackets.key()).length());
  }

  static List<byte[]> sessionSeeds() {
    Bytes north = TestRelays.addressOf(TestRelays.NORTH);
    byte[] media =
        steps()
            .add(ENGINE, TurnPackets.allocate())
            .add(RELAY, TurnPackets.allocated(north, 49_200))
            .add(ADMIT)
            .add(ENGINE, TurnPackets.createPermission(PEER))
            .add(ENGINE, TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT))
            .add(ENGINE, TurnPackets.send(PEER, PEER_PORT, TurnPackets.DTLS))
            .add(RELAY, TurnPackets.data(PEER, PEER_PORT, TurnPackets.CHECK))
            .add(ENGINE, TurnPackets.channelData(CHANNEL, TurnPackets.RTP))
            .add(OPEN_GATE)
            .add(ENGINE, TurnPackets.channelData(CHANNEL, TurnPackets.RTP))
            .add(RELAY, TurnPackets.channelData(CHANNEL, TurnPackets.RTCP))
            .bytes();
    byte[] refused =
        steps()
            .add(STRANGE_ENGINE, TurnPackets.bareAllocate())
            .add(ENGINE_PROVES, TurnPackets.allocate())
            .add(RELAY, TurnPackets.error(StunMethod.ALLOCATE, StunErrorCode.TRY_ALTERNATE))
            .add(RELAY_PROVES, TurnPackets.error(StunMethod.REFRESH, StunErrorCode.STALE_NONCE))
            .add(ENGINE_PROVES, TurnPackets.createPermission(STRANGER))
            .add(ENGINE_PROVES, TurnPackets.channelBind(0x4001, STRANGER, PEER_PORT))
            .add(RELAY, TurnPackets.data(STRANGER, PEER_PORT, TurnPackets.RTP))
            .bytes();
    byte[] stale =
        steps()
            .add(ENGINE, TurnPackets.allocate())
            .add(RELAY, TurnPackets.stale(20))
            .add(ENGINE, TurnPackets.allocate())
            .add(RELAY, TurnPackets.stale(1_990))
            .add(ENGINE, TurnPackets.refresh())
            .bytes();
    return List.of(media, refused, stale);
  }

  private static Steps steps() {
    return new Steps();
  }

  private static final class Steps {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Steps add(int step, byte... packet) {
      out.write(step);
      out.write(packet.length >> 8);
      out.write(packet.length);
      out.writeBytes(packet);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
