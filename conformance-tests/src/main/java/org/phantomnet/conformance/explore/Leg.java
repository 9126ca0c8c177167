package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.phantomnet.engine.privacy.MediaGate;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.TimerKind;

/**
 * One device's part of one call: the machine's state, and what engine.loop keeps beside it.
 * Mutable, alive during one step only.
 */
final class Leg {
  /** How far a media session is. */
  enum Session {
    NONE,
    STARTED,
    GATHERED,
    CONNECTED,
    INTERRUPTED,
    /** The engine or the tunnel is gone, or nothing may be sent: it reports nothing more. */
    DEAD
  }

  /**
   * What is remembered of a call for good; some of it is on disk, some is this model's own book.
   */
  enum Mark {
    /** The person placed it. */
    STARTED,
    /** The records know its id (AGE-3). */
    SEEN,
    /** It left Idle once. */
    BORN,
    /** It reached Ended once. */
    ENDED,
    /** The process died while it lived. */
    LOST,
    /** Its history entry is written. */
    RECORDED,
    /** A second history entry is written. */
    RECORDED_TWICE,
    /** The person here wanted it: placed it, answered it, or called the one who offers it. */
    WANTED,
    /** A reply permit was granted for it. */
    PERMITTED,
    /** The caller's engine began to connect. */
    CONNECTING,
    /** It ended here because an offer of the peer won (CALL-13). */
    GAVE_WAY
  }

  /** How far a path beside the one in use is. */
  enum Next {
    NONE,
    OPENING,
    REQUESTED,
    ANSWERING,
    /** Each side's is named to the other. */
    CONNECTING,
    CONNECTED
  }

  CallState state;
  boolean keys;
  boolean offer;
  boolean policy;
  boolean peerHasPolicy;
  boolean nonce;

  /** This model's book: the peer's key confirmation was found good. */
  boolean confirmed;

  Session session = Session.NONE;
  Next next = Next.NONE;

  /** The own relay says nothing. */
  boolean relaySilent;

  boolean connecting;
  boolean gateKeys;
  boolean gateTransport;
  boolean gateAccepted;
  boolean opened;

  final Set<TimerKind> timers = EnumSet.noneOf(TimerKind.class);
  final Set<Mark> marks = EnumSet.noneOf(Mark.class);

  /** At the caller: what overtook the answer, in order (CALL-23). */
  final List<Integer> held = new ArrayList<>();

  /** At the callee: what overtook the offer, in order (CALL-23). */
  final List<Integer> early = new ArrayList<>();

  Leg(CallState state) {
    this.state = state;
  }

  boolean has(Mark mark) {
    return marks.contains(mark);
  }

  boolean pathOpen() {
    return session != Session.NONE || next != Next.NONE;
  }

  /** Asks the production gate. */
  boolean gateOpen() {
    MediaGate gate = new MediaGate();
    if (gateKeys) {
      gate.keysConfirmed();
    }
    if (gateTransport) {
      gate.transportConnected();
    }
    if (gateAccepted) {
      gate.accepted();
    }
    return gate.open();
  }

  void closePath() {
    session = Session.NONE;
    next = Next.NONE;
    relaySilent = false;
    connecting = false;
    gateKeys = false;
    gateTransport = false;
    gateAccepted = false;
    opened = false;
  }

  void destroyKeys() {
    keys = false;
    offer = false;
    policy = false;
    peerHasPolicy = false;
    nonce = false;
    confirmed = false;
    held.clear();
  }
}
