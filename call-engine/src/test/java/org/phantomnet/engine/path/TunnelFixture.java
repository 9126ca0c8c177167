package org.phantomnet.engine.path;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.privacy.TestRelays;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.CandidateType;

/**
 * A guarded tunnel to NORTH with the peer on SOUTH, between a relay and an engine that only write
 * down.
 */
final class TunnelFixture implements AfterEachCallback {
  static final int ENGINE_PORT = 40_000;
  static final int PEER_PORT = 49_500;
  static final int CHANNEL = 0x4000;
  static final RelayGrant GRANT =
      new RelayGrant(
          TestRelays.NORTH.relayId(), TurnPackets.USER, TurnPackets.PASSWORD, Instant.MAX);
  static final Bytes PEER = TestRelays.addressOf(TestRelays.SOUTH);
  static final Bytes STRANGER = TestRelays.ip(203, 0, 113, 66);

  final MediaGate gate = new MediaGate();
  final List<byte[]> toRelay = new ArrayList<>();
  final List<byte[]> toEngine = new ArrayList<>();
  final List<Integer> enginePorts = new ArrayList<>();
  final List<Bytes> said = new ArrayList<>();
  int lost;
  long nanos;
  int relayCloses;
  private final List<RelayTunnel.Listener> listeners = new ArrayList<>();
  final GuardedTunnel tunnel;

  TunnelFixture() {
    this(Optional.empty());
  }

  TunnelFixture(CallShield underShield) {
    this(Optional.of(underShield));
  }

  private TunnelFixture(Optional<CallShield> shield) {
    RelayTunnel.Factory factory =
        (listed, listener) -> {
          listeners.add(listener);
          return new RelayTunnel() {
            @Override
            public void send(byte[] packet, int offset, int length) {
              toRelay.add(Arrays.copyOfRange(packet, offset, offset + length));
            }

            @Override
            public void close() {
              relayCloses++;
            }
          };
        };
    try {
      tunnel =
          GuardedTunnel.open(
              factory,
              TestRelays.NORTH,
              GRANT,
              CallMode.PRIVATE,
              gate,
              target -> Arrays.fill(target, (byte) 0x5a),
              RateWatch.of(CallMode.PRIVATE, () -> nanos),
              shield,
              new Reports());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    tunnel.setEngineSink(
        (port, packet, offset, length) -> {
          enginePorts.add(port);
          toEngine.add(Arrays.copyOfRange(packet, offset, offset + length));
        });
  }

  private final class Reports implements GuardedTunnel.Listener {
    @Override
    public void lost() {
      lost++;
    }

    @Override
    public void said(Bytes message) {
      said.add(message);
    }
  }

  /** The engine has proved itself and allocated. */
  TunnelFixture allocated() {
    fromEngine(TurnPackets.allocate());
    fromRelay(TurnPackets.allocated(TestRelays.addressOf(TestRelays.NORTH), 49_200));
    forget();
    return this;
  }

  /** And the peer is admitted and has a channel. */
  TunnelFixture bound() {
    allocated();
    tunnel.admitRemote(TestRelays.candidate(CandidateType.RELAY, PEER, PEER_PORT));
    fromEngine(TurnPackets.channelBind(CHANNEL, PEER, PEER_PORT));
    forget();
    return this;
  }

  void openGate() {
    gate.keysConfirmed();
    gate.transportConnected();
    gate.accepted();
  }

  void fromEngine(byte[] packet) {
    fromEngine(ENGINE_PORT, packet);
  }

  void fromEngine(int port, byte[] packet) {
    byte[] shifted = shifted(packet);
    tunnel.fromEngine(port, shifted, 3, packet.length);
  }

  void fromRelay(byte[] packet) {
    byte[] shifted = shifted(packet);
    relay().packet(shifted, 3, packet.length);
  }

  /** Away from offset 0, so that a forgotten offset shows. */
  private static byte[] shifted(byte[] packet) {
    byte[] shifted = new byte[packet.length + 5];
    Arrays.fill(shifted, (byte) 0xee);
    System.arraycopy(packet, 0, shifted, 3, packet.length);
    return shifted;
  }

  RelayTunnel.Listener relay() {
    return listeners.get(0);
  }

  void forget() {
    toRelay.clear();
    toEngine.clear();
    enginePorts.clear();
  }

  Map<String, Integer> refused() {
    return tunnel.refused();
  }

  /** As an extension of a test: nothing may leave or come in but by policy. */
  @Override
  public void afterEach(ExtensionContext context) {
    assertEquals(0, tunnel.packetsOutsidePolicy());
  }
}
