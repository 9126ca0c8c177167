package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.phantomnet.engine.path.GuardedTunnel;
import org.phantomnet.engine.port.MediaEndpoint;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.privacy.CandidatePolicy;
import org.phantomnet.engine.privacy.ModePolicy;
import org.phantomnet.engine.privacy.ReceiptBuilder;
import org.phantomnet.engine.privacy.SentPriority;
import org.phantomnet.engine.privacy.TrickledCandidates;
import org.phantomnet.engine.privacy.Verdict;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.RelayCandidate;

/**
 * The candidates of one connection, each judged by the mode's policy before it leaves or is used.
 * Effect thread only.
 */
final class PathCandidates {
  private final EnginePorts ports;
  private final ListedRelay relay;
  private final CandidatePolicy policy;
  private final SentPriority priority = new SentPriority();
  private final ReceiptBuilder receipt;
  private final PathScreen screen;
  private final Optional<TrickledCandidates> trickled;
  private Optional<GuardedTunnel> tunnel = Optional.empty();
  private Optional<RelayCandidate> own = Optional.empty();
  private Optional<MediaEndpoint.Remote> remote = Optional.empty();
  private Bytes request = Bytes.EMPTY;
  private boolean closed;

  PathCandidates(
      CallMode mode,
      EnginePorts ports,
      ListedRelay relay,
      ReceiptBuilder receipt,
      PathScreen screen) {
    this.ports = ports;
    this.relay = relay;
    this.receipt = receipt;
    this.screen = screen;
    boolean apart = ModePolicy.of(mode).candidatesTravelApart();
    this.policy =
        new CandidatePolicy(mode, ports.relays(), apart ? ports.networks().current() : List.of());
    this.trickled =
        apart ? Optional.of(new TrickledCandidates(policy, relay, receipt)) : Optional.empty();
  }

  boolean travelApart() {
    return trickled.isPresent();
  }

  /** What OFFER, ANSWER and UPDATE name; empty where candidates travel apart. */
  Optional<RelayCandidate> own() {
    return own;
  }

  /** The UPDATE of that name is the request for them, of whichever side. */
  void requested(Bytes name) {
    request = name;
  }

  Bytes request() {
    return request;
  }

  Optional<MediaEndpoint.Remote> remote() {
    return remote;
  }

  void started(GuardedTunnel openTunnel) {
    tunnel = Optional.of(openTunnel);
    remote.ifPresent(known -> known.admitted().forEach(openTunnel::admitRemote));
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
        refused(verdict);
      }
    }
    remote = Optional.of(new MediaEndpoint.Remote(parameters, admitted));
    tunnel.ifPresent(open -> admitted.forEach(open::admitRemote));
    return !admitted.isEmpty();
  }

  /** What {@link #admitRemote} would say, without anything of it. */
  boolean mayBeRemote(Optional<RelayCandidate> candidate) {
    return trickled.isPresent()
        ? candidate.isEmpty()
        : candidate.isPresent() && policy.admitRemote(candidate.get(), relay).admitted();
  }

  /** The peer's candidates, under the policy key; looked at when the machine says so (CALL-40). */
  void keep(List<Candidate> candidates) {
    trickled.filter(open -> !closed).ifPresent(open -> open.keep(candidates));
  }

  /** What the engine may connect to now. */
  Optional<MediaEndpoint.Remote> connecting() {
    List<Candidate> before = admitKept();
    if (trickled.isPresent()) {
      remote = remote.map(known -> new MediaEndpoint.Remote(known.parameters(), before));
    }
    return remote;
  }

  /** What was kept and is admitted reaches the tunnel, and then the engine. */
  List<Candidate> admitKept() {
    return closed ? List.of() : admitted(trickled.map(TrickledCandidates::admit).orElse(List.of()));
  }

  /** The same of what had to wait. */
  List<Candidate> admitWaiting() {
    return admitted(trickled.map(TrickledCandidates::admitWaiting).orElse(List.of()));
  }

  private List<Candidate> admitted(List<Candidate> candidates) {
    for (Candidate candidate : candidates) {
      tunnel.ifPresent(open -> open.admitRemote(candidate));
      policy.relayOf(candidate).ifPresent(screen::remoteRelay);
    }
    return candidates;
  }

  /** True if any of these may leave. */
  boolean found(List<Candidate> candidates) {
    return trickled.isPresent() && trickled.get().found(candidates);
  }

  /** Own candidates that leave now, each once. */
  List<Candidate> takeUnsent() {
    List<Candidate> taken =
        closed ? List.of() : trickled.map(TrickledCandidates::takeUnsent).orElse(List.of());
    screen.receipt();
    return taken.stream().map(priority::of).collect(Collectors.toList());
  }

  /**
   * Keeps the first that may leave, where they do not travel apart.
   *
   * @return false if there is none
   */
  boolean gathered(List<Candidate> candidates) {
    if (trickled.isEmpty()) {
      for (Candidate candidate : candidates) {
        receipt.gathered(candidate);
        Verdict verdict = policy.admitLocal(candidate, relay);
        if (!verdict.admitted()) {
          refused(verdict);
        } else if (own.isEmpty()) {
          receipt.sent(candidate);
          own = Optional.of(new RelayCandidate(priority.of(candidate), relay.relayId()));
        }
      }
    }
    screen.receipt();
    return trickled.isPresent() || own.isPresent();
  }

  private void refused(Verdict verdict) {
    receipt.refused(verdict);
    ports.trace().trace(Trace.of(TraceCode.CANDIDATE_REFUSED));
  }

  void close() {
    closed = true;
    trickled.ifPresent(TrickledCandidates::close);
  }
}
