package org.phantomnet.engine.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.CallSnapshot;
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
import org.phantomnet.engine.privacy.Verdict;
import org.phantomnet.engine.quality.EModel;
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
  private final ReceiptBuilder receipt;
  private final Bytes ownFingerprint;
  private Optional<GuardedTunnel> tunnel = Optional.empty();
  private Optional<MediaSession> session = Optional.empty();
  private Optional<MediaSession.Local> local = Optional.empty();
  private Optional<RelayCandidate> ownCandidate = Optional.empty();
  private Optional<MediaEndpoint.Remote> remote = Optional.empty();
  private String remoteOperator = "";
  private EModel.Counts counted = EModel.Counts.NONE;
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
    this.policy = new CandidatePolicy(mode, ports.relays());
    this.receipt = receipt;
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

  RelayCandidate ownCandidate() {
    return ownCandidate.orElseThrow();
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
   * @return false if nothing was admitted
   */
  boolean admitRemote(Optional<RelayCandidate> candidate, ConnectionParameters parameters) {
    List<Candidate> admitted = new ArrayList<>();
    if (candidate.isPresent()) {
      Verdict verdict = policy.admitRemote(candidate.get(), relay);
      if (verdict.admitted()) {
        receipt.admitted(candidate.get().candidate());
        admitted.add(candidate.get().candidate());
        remoteOperator =
            ports.relays().find(candidate.get().relayId()).map(ListedRelay::family).orElse("");
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
    session.ifPresent(open -> remote.ifPresent(open::connect));
  }

  void mute(boolean muted) {
    session.ifPresent(open -> open.setMuted(muted));
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
    for (Candidate candidate : gathered.candidates()) {
      receipt.gathered(candidate);
      Verdict verdict = policy.admitLocal(candidate, relay);
      if (!verdict.admitted()) {
        receipt.refused(verdict);
        trace(TraceCode.CANDIDATE_REFUSED);
      } else if (ownCandidate.isEmpty()) {
        receipt.sent(candidate);
        ownCandidate = Optional.of(new RelayCandidate(candidate, relay.relayId()));
      }
    }
    local = Optional.of(gathered);
    showReceipt();
    if (ownCandidate.isEmpty()) {
      reports.post(new PathEvent.PathFailed(leg.call(), leg.device(), EndReason.RELAY_UNREACHABLE));
    } else {
      trace(TraceCode.PATH_READY);
      reports.post(new PathEvent.PathReady(leg.call(), leg.device()));
    }
  }

  /**
   * A connection that is not over the own relay although the mode demands it is a breach, not a
   * call (CALL-31).
   */
  @Rule("CALL-31")
  void connected(MediaSession.SelectedPath selected) {
    if (closed) {
      return;
    }
    if (ModePolicy.of(mode).relayRequired() && !selected.localType().equals("relay")) {
      reports.post(new CheckEvent.SecurityFailed(leg.call(), leg.device()));
      return;
    }
    interrupted = false;
    receipt.path(selected.localType() + "/" + selected.remoteType());
    showReceipt();
    boolean isolated = local.map(MediaSession.Local::isolated).orElse(false);
    CallSnapshot.PathView shown =
        new CallSnapshot.PathView(
            selected.localType(),
            selected.remoteType(),
            selected.protocol(),
            relay.family(),
            remoteOperator,
            isolated);
    reports.show(leg.call(), view -> view.path = Optional.of(shown));
    reports.post(new PathEvent.TransportConnected(leg.call(), leg.device()));
  }

  void interrupted() {
    if (!closed) {
      interrupted = true;
      reportInterruption();
    }
  }

  private void reportInterruption() {
    trace(TraceCode.RECONNECTING);
    reports.post(new PathEvent.TransportInterrupted(leg.call(), leg.device()));
  }

  void stats(MediaSession.Stats stats) {
    if (closed) {
      return;
    }
    EModel.Counts counts = new EModel.Counts(stats.packetsReceived(), stats.packetsLost());
    double mos = EModel.mos(counts.since(counted), stats.roundTrip(), stats.jitter());
    counted = counts;
    CallSnapshot.QualityView shown =
        new CallSnapshot.QualityView(
            stats.packetsReceived(),
            stats.packetsLost(),
            stats.jitter(),
            stats.roundTrip(),
            stats.concealedSamples(),
            mos);
    reports.show(leg.call(), view -> view.quality = Optional.of(shown));
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
    gate.closed();
    session.ifPresent(MediaSession::close);
    if (released()) {
      tunnel.ifPresent(GuardedTunnel::close);
    } else {
      tunnel.ifPresent(open -> ports.timers().after(TUNNEL_LINGER, open::close));
    }
  }

  private void showReceipt() {
    var built = receipt.build();
    reports.show(leg.call(), view -> view.receipt = built);
  }

  private void trace(TraceCode code) {
    ports.trace().trace(Trace.of(code));
  }
}
