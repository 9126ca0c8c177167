package org.phantomnet.engine.loop;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.path.CallShield;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.path.RateWatch;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.RelayCandidate;

/** Makes a connection: certificate, gate, tunnel, media session. Effect thread only. */
final class PathOpener {
  /** What the peer named, where it is known before the own engine starts. */
  record Named(Optional<RelayCandidate> relay, ConnectionParameters parameters) {
    @Override
    public String toString() {
      return "Named";
    }
  }

  private final EnginePorts ports;
  private final Executor effects;
  private final Reports reports;
  private final Paths paths;
  private final Keyring keyring;

  PathOpener(EnginePorts ports, Executor effects, Reports reports, Paths paths, Keyring keyring) {
    this.ports = ports;
    this.effects = effects;
    this.reports = reports;
    this.paths = paths;
    this.keyring = keyring;
  }

  /**
   * Opens one; a path that cannot be opened says so and is closed.
   *
   * @param opened gets the path once its tunnel is open, before its engine starts
   */
  void open(
      LegId leg,
      PathKind kind,
      CallMode mode,
      MediaKind media,
      GuardChoice.Choice choice,
      CallReceipt receipt,
      Optional<Named> peer,
      Optional<MediaSession> succeeds,
      Consumer<Path> opened) {
    ListedRelay relay = choice.relay().orElseThrow();
    DtlsIdentity dtls = DtlsIdentity.generate(ports.random(), ports.clock());
    MediaGate gate = new MediaGate();
    Path path = new Path(leg, kind, mode, ports, reports, gate, relay, receipt.builder(), dtls);
    boolean apart = ModePolicy.of(mode).candidatesTravelApart();
    Optional<MediaEndpoint.StunServer> stun = apart ? stunServer(relay) : Optional.empty();
    if (apart && stun.isEmpty()) {
      unreachable(path);
      return;
    }
    if (peer.isPresent()
        && !path.candidates().admitRemote(peer.get().relay(), peer.get().parameters())) {
      path.cannotOpen(EndReason.SECURITY_FAILURE);
      return;
    }
    try {
      GuardedTunnel tunnel =
          GuardedTunnel.open(
              ports.tunnels(),
              relay,
              choice.grant().orElseThrow(),
              mode,
              gate,
              ports.random(),
              RateWatch.of(mode, media, ports.timers()::nanos),
              shield(leg, mode),
              new TunnelReports(path, paths, effects, ports.timers()));
      path.started(tunnel);
      receipt.add(tunnel);
      opened.accept(path);
      MediaEndpoint endpoint =
          new MediaEndpoint(
              mode,
              media,
              dtls,
              tunnel,
              choice.grant().orElseThrow(),
              stun,
              path.candidates().remote(),
              succeeds);
      path.started(ports.media().open(endpoint, new SessionReports(path, paths, effects)));
    } catch (IOException unreachable) {
      unreachable(path);
    }
  }

  private Optional<CallShield> shield(LegId leg, CallMode mode) {
    return ModePolicy.of(mode).shielded()
        ? Optional.of(keyring.get(leg).shield())
        : Optional.empty();
  }

  private void unreachable(Path path) {
    paths.silent(path);
    if (!paths.elsewhere(path)) {
      path.cannotOpen(EndReason.RELAY_UNREACHABLE);
    }
  }

  /** Where the engine of a Fast call asks for its reflexive address (CALL-39). */
  private static Optional<MediaEndpoint.StunServer> stunServer(ListedRelay relay) {
    return relay.descriptor().listeners().stream()
        .filter(listener -> listener.kind() == RelayDescriptor.ListenerKind.UDP)
        .map(udp -> new MediaEndpoint.StunServer(udp.address(), udp.port()))
        .findFirst();
  }
}
