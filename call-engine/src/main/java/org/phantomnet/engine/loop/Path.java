package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.ReceiptBuilder;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.handshake.DtlsIdentity;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;

/**
 * The connection to one device of the peer: relay, guarded tunnel, media session, gate. Effect
 * thread only; reports of the session are brought there first. What the engine says is checked like
 * a peer's input.
 */
final class Path {
  /** How long a closed session may still say goodbye to the relay through the tunnel. */
  private static final Duration TUNNEL_LINGER = Duration.ofSeconds(2);

  private final LegId leg;
  private final CallMode mode;
  private final EnginePorts ports;
  private final Reports reports;
  private final MediaGate gate;
  private final ListedRelay relay;
  private final ReceiptBuilder receipt;
  private final PathScreen screen;
  private final PathCandidates candidates;
  private final DtlsIdentity identity;
  private final boolean offers;
  private final PathEvents events;
  private final PathRelay ownRelay;
  private final OnceOpen onceOpen = new OnceOpen();
  private Optional<GuardedTunnel> tunnel = Optional.empty();
  private Optional<MediaSession> session = Optional.empty();
  private Optional<MediaSession.Local> local = Optional.empty();
  private boolean connecting;
  private boolean interrupted;
  private boolean named;
  private Optional<MediaSession.SelectedPath> selectedEarly = Optional.empty();
  private Runnable beforeOpening = () -> {};
  private Set<Bytes> crossed = Set.of();
  private boolean opened;
  private boolean closed;
  private boolean released;

  Path(
      LegId leg,
      PathKind kind,
      CallMode mode,
      EnginePorts ports,
      Reports reports,
      MediaGate gate,
      ListedRelay relay,
      ReceiptBuilder receipt,
      DtlsIdentity identity) {
    this.leg = leg;
    this.offers = kind.offers();
    this.events = new PathEvents(leg, kind, reports);
    this.ownRelay = new PathRelay(this, events, ports.channel());
    this.mode = mode;
    this.ports = ports;
    this.reports = reports;
    this.gate = gate;
    this.relay = relay;
    this.receipt = receipt;
    this.screen = new PathScreen(leg.call(), reports, relay, receipt);
    this.candidates = new PathCandidates(mode, ports, relay, receipt, screen);
    this.identity = identity;
  }

  LegId leg() {
    return leg;
  }

  Optional<GuardedTunnel> tunnel() {
    return tunnel;
  }

  ListedRelay relay() {
    return relay;
  }

  /** The ids of both sides' relays if its packets cross one. */
  Set<Bytes> crossed() {
    return crossed;
  }

  /** Where the reports about that relay go. */
  PathRelay ownRelay() {
    return ownRelay;
  }

  CallMode mode() {
    return mode;
  }

  /** The connection's own certificate and key, wiped with it. */
  DtlsIdentity identity() {
    return identity;
  }

  Optional<MediaSession> session() {
    return session;
  }

  void beforeOpening(Runnable handOver) {
    beforeOpening = handOver;
  }

  OnceOpen onceOpen() {
    return onceOpen;
  }

  /** True if its engine waits for an answer to connect to. */
  boolean offers() {
    return offers;
  }

  /** True once media flowed. */
  boolean opened() {
    return opened;
  }

  boolean closed() {
    return closed;
  }

  /** True if this is what its leg begins with. */
  boolean isFirst() {
    return events.kind().inUse();
  }

  /** True if this is what the UPDATE of that name asked with, one of this side without a reply. */
  boolean awaitsReplyTo(Bytes name) {
    return offers && candidates.request().equals(name) && candidates.remote().isEmpty();
  }

  boolean gathered() {
    return local.isPresent();
  }

  MediaSession.Local local() {
    return local.orElseThrow();
  }

  PathCandidates candidates() {
    return candidates;
  }

  /** True once no engine runs for this path. */
  boolean released() {
    return released || session.isEmpty();
  }

  void started(GuardedTunnel openTunnel) {
    tunnel = Optional.of(openTunnel);
    candidates.started(openTunnel);
  }

  void started(MediaSession openSession) {
    session = Optional.of(openSession);
  }

  void connect() {
    connecting = true;
    Optional<MediaEndpoint.Remote> peer = candidates.connecting();
    session.ifPresent(open -> peer.ifPresent(open::connect));
  }

  /** What was kept and is admitted reaches tunnel and engine. */
  void addCandidates() {
    if (!offers || connecting) {
      addToEngine(candidates.admitKept());
    }
  }

  private void addToEngine(List<Candidate> admitted) {
    if (!admitted.isEmpty()) {
      session.ifPresent(open -> open.addCandidates(admitted));
    }
    screen.receipt();
  }

  /**
   * What the engine found one after another. An engine that offers finds nothing before it was told
   * to connect, a callee's nothing before its person accepted: what it says earlier does not count.
   */
  void found(List<Candidate> found) {
    boolean mayGather = offers ? connecting : local.isPresent();
    if (closed || !candidates.travelApart() || !mayGather) {
      return;
    }
    if (candidates.found(found)) {
      events.candidatesFound();
    }
    addToEngine(candidates.admitWaiting());
  }

  void keysConfirmed() {
    gate.keysConfirmed();
    trace(TraceCode.KEYS_CONFIRMED);
    reports.show(leg.call(), view -> view.keysConfirmed = true);
    openIfReady();
  }

  void transportConnected() {
    gate.transportConnected();
    trace(TraceCode.TRANSPORT_CONNECTED);
    reports.show(leg.call(), view -> view.transportConnected = true);
    openIfReady();
  }

  void accepted() {
    gate.accepted();
    openIfReady();
  }

  /** The gate decides; this only tells engine and machine of it, once. */
  private void openIfReady() {
    if (gate.open() && !opened && !closed) {
      opened = true;
      beforeOpening.run();
      onceOpen.opened();
      session.ifPresent(MediaSession::openGate);
      trace(TraceCode.GATE_OPENED);
      reports.show(leg.call(), view -> view.gateOpen = true);
      events.gateOpened();
      if (interrupted) {
        reportInterruption(); // the states before did not look at it
      }
      ownRelay.opened();
    }
  }

  /**
   * What the engine gathered: only what the mode lets out is kept, and the certificate must be the
   * one given.
   *
   * @return false if nothing is left that could be named to the peer
   */
  @Rule("CALL-30")
  boolean gathered(MediaSession.Local gathered) {
    if (closed || local.isPresent()) {
      return true;
    }
    if (!gathered.parameters().dtlsFingerprint().equals(identity.fingerprint())) {
      failed(FailureReason.FINGERPRINT_MISMATCH);
      return true;
    }
    receipt.isolated(gathered.isolated());
    local = Optional.of(gathered);
    named = candidates.gathered(gathered.candidates());
    if (named) {
      trace(TraceCode.PATH_READY);
      events.ready();
    }
    return named;
  }

  /** The peer may have been told of this path. */
  boolean named() {
    return named;
  }

  void unreachable() {
    events.failed(EndReason.RELAY_UNREACHABLE);
  }

  /**
   * A connection from a place that the mode does not allow, as one that is not over the own relay
   * although the mode demands it, is a breach, not a call (CALL-31).
   */
  @Rule("CALL-31")
  void connected(MediaSession.SelectedPath selected) {
    if (closed) {
      return;
    }
    if (!ModePolicy.of(mode).mayConnectFrom(selected.localType())) {
      reports.post(new CheckEvent.SecurityFailed(leg.call(), leg.device()));
      return;
    }
    interrupted = false;
    crossed = screen.relaysOf(selected);
    ownRelay.selected(selected.localType().equals(ModePolicy.RELAY));
    if (events.kind() == PathKind.OLD) {
      return;
    }
    if (events.kind().inUse()) {
      screen.connected(selected, isolated());
    } else {
      selectedEarly = Optional.of(selected);
    }
    events.connected();
  }

  private boolean isolated() {
    return local.map(MediaSession.Local::isolated).orElse(false);
  }

  void interrupted() {
    if (!closed) {
      interrupted = true;
      tunnel.ifPresent(GuardedTunnel::interrupted);
      reportInterruption();
    }
  }

  private void reportInterruption() {
    trace(TraceCode.RECONNECTING);
    events.interrupted();
  }

  void stats(MediaSession.Stats stats) {
    if (!closed && events.kind().inUse()) {
      screen.stats(stats);
      events.received(opened && !interrupted ? stats.packetsReceived() : 0);
      tunnel.map(GuardedTunnel::rate).ifPresent(screen::rate);
    }
  }

  void firstAudio() {
    if (!closed) {
      trace(TraceCode.FIRST_AUDIO);
      reports.show(leg.call(), view -> view.firstAudioHeard = true);
    }
  }

  void failed(FailureReason reason) {
    if (!closed) {
      events.engineFailed(reason);
    }
  }

  /** This path cannot be opened. */
  void cannotOpen(EndReason reason) {
    close();
    events.failed(reason);
  }

  /** Keys and accept of the call stand: only the transport is missing. */
  void trusted() {
    gate.keysConfirmed();
    gate.accepted();
  }

  /** From now on this is the connection of its leg; its gate opens. */
  void use() {
    events.become(PathKind.FIRST);
    screen.use(mode, selectedEarly, isolated());
    gate.transportConnected();
    openIfReady();
  }

  /** Another is in use: what happens to this one matters to nobody. */
  void retire() {
    events.become(PathKind.OLD);
  }

  void engineReleased() {
    released = true;
    tunnel.ifPresent(GuardedTunnel::close);
  }

  /** Shuts gate, session and tunnel; idempotent. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    candidates.close();
    gate.closed();
    session.ifPresent(MediaSession::close);
    identity.close();
    if (released()) {
      tunnel.ifPresent(GuardedTunnel::close);
    } else {
      tunnel.ifPresent(open -> ports.timers().after(TUNNEL_LINGER, open::close));
    }
  }

  private void trace(TraceCode code) {
    ports.trace().trace(Trace.of(code));
  }
}
