package org.phantomnet.engine.state;

import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.MediaSession.FailureReason;

/** What became of the connection to one device of the peer: relay, tunnel, media session, gate. */
public sealed interface PathEvent extends CallEvent {
  int device();

  @Override
  default boolean concerns(int peer) {
    return device() == peer;
  }

  /** The relay was reached and the engine gathered what may be sent. */
  record PathReady(CallRef call, int device) implements PathEvent {}

  /** There is no way to open the path; nothing else is tried. */
  record PathFailed(CallRef call, int device, EndReason reason) implements PathEvent {}

  /** Fast: the engine found own candidates, and some of them may leave. */
  record CandidatesFound(CallRef call, int device) implements PathEvent {}

  /** ICE and DTLS are connected, with the authenticated fingerprint. */
  record TransportConnected(CallRef call, int device) implements PathEvent {}

  /** Packets stopped; the engine is still trying. */
  record TransportInterrupted(CallRef call, int device) implements PathEvent {}

  /** The own relay or the way to it is gone for good. */
  record RelayLost(CallRef call, int device) implements PathEvent {}

  /** The own relay that the connection runs over says nothing any more; that may pass. */
  record RelaySilent(CallRef call, int device) implements PathEvent {}

  /** It said something again. */
  record RelayHeard(CallRef call, int device) implements PathEvent {}

  /** It sees this device at another address than before. */
  record RelayRebound(CallRef call, int device) implements PathEvent {}

  /** The own device stands elsewhere in the network, or woke. */
  record NetworkChanged(CallRef call, int device) implements PathEvent {}

  /**
   * Both devices are to make their next connections in another mode, or with other media.
   *
   * @param asked whether this device asked for it, and so begins
   */
  record NextAgreed(CallRef call, int device, boolean asked) implements PathEvent {}

  /** The next path, beside the one in use, may be named to the peer. */
  record NextReady(CallRef call, int device) implements PathEvent {}

  /** The next path cannot be opened, or is lost. */
  record NextFailed(CallRef call, int device) implements PathEvent {}

  /** ICE and DTLS of the next path stand, with the authenticated fingerprint. */
  record NextConnected(CallRef call, int device) implements PathEvent {}

  record EngineFailed(CallRef call, int device, FailureReason reason) implements PathEvent {}

  /** {@code engine.privacy.MediaGate} opened; only it decides that. */
  record GateOpened(CallRef call, int device) implements PathEvent {}

  /** Media of the other side came through the open gate, so the gate there is open too. */
  record PeerHeard(CallRef call, int device) implements PathEvent {}
}
