package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.CandidatePolicy;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.ReceiptBuilder;
import org.phantomnet.engine.privacy.SentPriority;
import org.phantomnet.engine.privacy.TrickledCandidates;
import org.phantomnet.engine.privacy.Verdict;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.RelayCandidate;

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
  private final CandidatePolicy policy;
  private final SentPriority priority = new SentPriority();
  private final ReceiptBuilder receipt;
  private final PathScreen screen;
  private final Bytes ownFingerprint;
  private Optional<GuardedTunnel> tunnel = Optional.empty();
  private Optional<MediaSession> session = Optional.empty();
  private Optional<MediaSession.Local> local = Optional.empty();
  private Optional<RelayCandidate> ownCandidate = Optional.empty();
  private final Optional<TrickledCandidates> trickled;
  private Optional<MediaEndpoint.Remote> remote = Optional.empty();
  private boolean connecting;
  private boolean interrupted;
  private boolean opened;
  private boolean closed;
  private boolean released;

  Path(
      LegId leg,
      CallMode mode,
      EnginePorts ports,
      Reports reports,
      MediaGate gate,
      ListedRelay relay,
      ReceiptBuilder receipt,
      Bytes ownFingerprint) {
    this.leg = leg;
    this.mode = mode;
    this.ports = ports;
    this.reports = reports;
    this.gate = gate;
    this.relay = relay;
    boolean apart = ModePolicy.of(mode).candidatesTravelApart();
    this.policy =
        new CandidatePolicy(mode, ports.relays(), apart ? ports.networks().current() : List.of());
    this.receipt = receipt;
    this.trickled =
        apart ? Optional.of(new TrickledCandidates(policy, relay, receipt)) : Optional.empty();
    this.screen = new PathScreen(leg.call(), reports, relay, receipt);
    this.ownFingerprint = ownFingerprint;
  }

  LegId leg() {
    return leg;
  }

  Optional<GuardedTunnel> tunnel() {
    return tunnel;
  }

  MediaSession.Local local() {
    return local.orElseThrow();
  }

  /** What OFFER and ANSWER name; empty where candidates travel apart. */
  Optional<RelayCandidate> ownCandidate() {
    return ownCandidate;
  }

  Optional<MediaEndpoint.Remote> remote() {
    return remote;
  }

  /** True once no engine runs for this path. */
  boolean released() {
    return released || session.isEmpty();
  }

  void started(GuardedTunnel openTunnel) {
    tunnel = Optional.of(openTunnel);
    remote.ifPresent(known -> known.admitted().forEach(openTunnel::admitRemote));
  }

  void started(MediaSession openSession) {
    session = Optional.of(openSession);
  }

  /**
   * Asks the policy about the peer's candidate; only what it admits reaches the engine and the
   * tunnel.
   *
   * @return false if nothing was admitted, or something is named where nothing may be (CALL-37)
   */
  boolean admitRemote(Optional<RelayCandidate> candidate, ConnectionParameters parameters) {
    List<Candidate> admitted = new ArrayList<>();
    if (trickled.isPresent()) {
      remote = Optional.of(new MediaEndpoint.Remote(parameters, admitted));
      return candidate.isEmpty();
    }
    if (candidate.isPresent()) {
      Verdict verdict = policy.admitRemote(candidate.get(), relay);
      if (verdict.admitted()) {
        receipt.admitted(candidate.get().candidate());
        admitted.add(candidate.get().candidate());
        ports.relays().find(candidate.get().relayId()).ifPresent(screen::remoteRelay);
      } else {
        receipt.refused(verdict);
        trace(TraceCode.CANDIDATE_REFUSED);
      }
    }
    remote = Optional.of(new MediaEndpoint.Remote(parameters, admitted));
    tunnel.ifPresent(open -> admitted.forEach(open::admitRemote));
    return !admitted.isEmpty();
  }

  void connect() {
    connecting = true;
    List<Candidate> before = admitKept();
    if (trickled.isPresent()) {
      remote = remote.map(known -> new MediaEndpoint.Remote(known.parameters(), before));
    }
    session.ifPresent(open -> remote.ifPresent(open::connect));
  }

  /** The peer's candidates, under the policy key; looked at when the machine says so (CALL-40). */
  void keep(List<Candidate> candidates) {
    trickled.filter(open -> !closed).ifPresent(open -> open.keep(candidates));
  }

  /** What was kept and is admitted reaches tunnel and engine. */
  void addCandidates() {
    addToEngine(admitKept());
  }

  private List<Candidate> admitKept() {
    return closed ? List.of() : admitted(trickled.map(TrickledCandidates::admit).orElse(List.of()));
  }

  private List<Candidate> admitted(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      tunnel.ifPresent(open -> open.admitRemote(candidate));
      policy.relayOf(candidate).ifPresent(screen::remoteRelay);
    }
    return candidates;
  }

  private void addToEngine(List<Candidate> candidates) {
    if (!candidates.isEmpty()) {
      session.ifPresent(open -> open.addCandidates(candidates));
    }
    screen.receipt();
  }

  /**
   * What the engine found one after another. A caller's engine finds nothing before it was told to
   * connect, a callee's nothing before its person accepted: what it says earlier does not count.
   */
  void found(List<Candidate> candidates) {
    boolean mayGather = leg.call().outgoing() ? connecting : local.isPresent();
    if (closed || trickled.isEmpty() || !mayGather) {
      return;
    }
    if (trickled.get().found(candidates)) {
      reports.post(new PathEvent.CandidatesFound(leg.call(), leg.device()));
    }
    addToEngine(admitted(trickled.get().admitWaiting()));
  }

  /** Own candidates that leave now, each once. */
  List<Candidate> takeUnsent() {
    List<Candidate> taken =
        closed ? List.of() : trickled.map(TrickledCandidates::takeUnsent).orElse(List.of());
    screen.receipt();
    return taken.stream().map(priority::of).collect(Collectors.toList());
  }

  void mute(boolean muted) {
    session.ifPresent(open -> open.setMuted(muted));
  }

  void hold(boolean held) {
    session.ifPresent(open -> open.setHeld(held));
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
      session.ifPresent(MediaSession::openGate);
      trace(TraceCode.GATE_OPENED);
      reports.show(leg.call(), view -> view.gateOpen = true);
      reports.post(new PathEvent.GateOpened(leg.call(), leg.device()));
      if (interrupted) {
        reportInterruption(); // the states before did not look at it
      }
    }
  }

  /**
   * What the engine gathered: only what the mode lets out is kept, and the certificate must be the
   * one given.
   */
  @Rule("CALL-30")
  void gathered(MediaSession.Local gathered) {
    if (closed || local.isPresent()) {
      return;
    }
    if (!gathered.parameters().dtlsFingerprint().equals(ownFingerprint)) {
      failed(FailureReason.FINGERPRINT_MISMATCH);
      return;
    }
    receipt.isolated(gathered.isolated());
    local = Optional.of(gathered);
    if (trickled.isPresent()) {
      screen.receipt();
      ready();
      return;
    }
    for (Candidate candidate : gathered.candidates()) {
      receipt.gathered(candidate);
      Verdict verdict = policy.admitLocal(candidate, relay);
      if (!verdict.admitted()) {
        receipt.refused(verdict);
        trace(TraceCode.CANDIDATE_REFUSED);
      } else if (ownCandidate.isEmpty()) {
        receipt.sent(candidate);
        ownCandidate = Optional.of(new RelayCandidate(priority.of(candidate), relay.relayId()));
      }
    }
    screen.receipt();
    if (ownCandidate.isEmpty()) {
      reports.post(new PathEvent.PathFailed(leg.call(), leg.device(), EndReason.RELAY_UNREACHABLE));
    } else {
      ready();
    }
  }

  private void ready() {
    trace(TraceCode.PATH_READY);
    reports.post(new PathEvent.PathReady(leg.call(), leg.device()));
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
    screen.connected(selected, local.map(MediaSession.Local::isolated).orElse(false));
    reports.post(new PathEvent.TransportConnected(leg.call(), leg.device()));
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
    reports.post(new PathEvent.TransportInterrupted(leg.call(), leg.device()));
  }

  void stats(MediaSession.Stats stats) {
    if (!closed) {
      screen.stats(stats);
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
      reports.post(new PathEvent.EngineFailed(leg.call(), leg.device(), reason));
    }
  }

  void relayLost() {
    if (!closed) {
      reports.post(new PathEvent.RelayLost(leg.call(), leg.device()));
    }
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
    trickled.ifPresent(TrickledCandidates::close);
    gate.closed();
    session.ifPresent(MediaSession::close);
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
