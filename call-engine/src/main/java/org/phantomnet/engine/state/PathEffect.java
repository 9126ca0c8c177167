package org.phantomnet.engine.state;

/** Something to do with the connection to one device of the peer, or with all of the call's. */
public sealed interface PathEffect extends CallEffect {
  /** Guard, grant, certificate, tunnel, media session. */
  record OpenPath(CallRef call, int device) implements PathEffect {}

  /**
   * The caller's engine connects to the parameters of that device's answer, and in Fast to the
   * candidates that came by then.
   */
  record ConnectPath(CallRef call, int device) implements PathEffect {}

  /** Fast: the engine gets what came of the peer's candidates and was admitted. */
  record AddCandidates(CallRef call, int device) implements PathEffect {}

  /** Tells the media gate that both confirmations were checked. */
  record GateKeysConfirmed(CallRef call, int device) implements PathEffect {}

  /** Tells the media gate that the transport stands. */
  record GateTransportConnected(CallRef call, int device) implements PathEffect {}

  /** Tells the media gate that the person accepted. */
  record GateAccepted(CallRef call, int device) implements PathEffect {}

  /** A path beside the one in use, to ask the peer for its own with. */
  record OpenNext(CallRef call, int device) implements PathEffect {}

  /** A path beside the one in use, to answer the peer's request with. */
  record AnswerNext(CallRef call, int device) implements PathEffect {}

  /** The next path's engine connects to what the reply says. */
  record ConnectNext(CallRef call, int device) implements PathEffect {}

  /** The next path becomes the one in use; the one before is closed soon after. */
  record UseNext(CallRef call, int device) implements PathEffect {}

  /** The next path is closed without a word. */
  record DropNext(CallRef call, int device) implements PathEffect {}

  record Mute(CallRef call, int device, boolean muted) implements PathEffect {}

  /** Shuts one leg: gate, session, tunnel, keys. */
  record CloseLeg(CallRef call, int device) implements PathEffect {}

  /** Shuts all of the call: gates, sessions, tunnels. */
  record CloseSession(CallRef call) implements PathEffect {}

  /** Wipes every key of the call. */
  record DestroyKeys(CallRef call) implements PathEffect {}
}
