package org.phantomnet.engine.loop;

import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.engine.state.PathEvent;

/**
 * What the machine is told of one connection: of the one in use everything, of the next one how far
 * it is, of an old one nothing. Effect thread only.
 */
final class PathEvents {
  private final LegId leg;
  private final Reports reports;
  private PathKind kind;
  private boolean heard;

  PathEvents(LegId leg, PathKind kind, Reports reports) {
    this.leg = leg;
    this.kind = kind;
    this.reports = reports;
  }

  PathKind kind() {
    return kind;
  }

  void become(PathKind other) {
    kind = other;
  }

  private void post(PathEvent ofUsed) {
    if (kind.inUse()) {
      reports.post(ofUsed);
    }
  }

  private void post(PathEvent ofUsed, PathEvent ofNext) {
    if (kind.isNext()) {
      reports.post(ofNext);
    } else {
      post(ofUsed);
    }
  }

  private PathEvent nextFailed() {
    return new PathEvent.NextFailed(leg.call(), leg.device());
  }

  void ready() {
    post(
        new PathEvent.PathReady(leg.call(), leg.device()),
        new PathEvent.NextReady(leg.call(), leg.device()));
  }

  void failed(EndReason reason) {
    post(new PathEvent.PathFailed(leg.call(), leg.device(), reason), nextFailed());
  }

  void candidatesFound() {
    PathEvent found = new PathEvent.CandidatesFound(leg.call(), leg.device());
    post(found, found);
  }

  void connected() {
    post(
        new PathEvent.TransportConnected(leg.call(), leg.device()),
        new PathEvent.NextConnected(leg.call(), leg.device()));
  }

  /** A next path that was up and is not is told of when it is used. */
  void interrupted() {
    post(new PathEvent.TransportInterrupted(leg.call(), leg.device()));
  }

  void engineFailed(FailureReason reason) {
    post(new PathEvent.EngineFailed(leg.call(), leg.device(), reason), nextFailed());
  }

  void gateOpened() {
    post(new PathEvent.GateOpened(leg.call(), leg.device()));
  }

  /** Media leaves a device through an open gate only (GATE-1): some of it shows that both are. */
  void received(long packets) {
    if (packets > 0 && !heard) {
      heard = true;
      post(new PathEvent.PeerHeard(leg.call(), leg.device()));
    }
  }

  void relayLost() {
    post(new PathEvent.RelayLost(leg.call(), leg.device()), nextFailed());
  }

  void relaySilent() {
    post(new PathEvent.RelaySilent(leg.call(), leg.device()), nextFailed());
  }

  void relayHeard() {
    post(new PathEvent.RelayHeard(leg.call(), leg.device()));
  }

  void relayRebound() {
    post(new PathEvent.RelayRebound(leg.call(), leg.device()));
  }
}
