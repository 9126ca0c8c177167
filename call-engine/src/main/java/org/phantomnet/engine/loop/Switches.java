package org.phantomnet.engine.loop;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.phantomnet.engine.port.MediaSession;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.protocol.rule.Rule;

/**
 * What the person switched in each call, for the media sessions that are open and for those to
 * come. It is switched on the loop itself, so that no slow effect holds it up; sessions open and
 * close on the effect thread. Thread-safe.
 */
final class Switches {
  private final Map<CallRef, OfCall> calls = new HashMap<>();

  private static final class OfCall {
    private final Set<MediaSession> sessions = new LinkedHashSet<>();
    private boolean muted;
    private boolean held;
    private PictureChoice pictures = PictureChoice.ALL;

    boolean says() {
      return muted || held || pictures != PictureChoice.ALL;
    }
  }

  private OfCall of(CallRef call) {
    return calls.computeIfAbsent(call, made -> new OfCall());
  }

  @Rule("CALL-71")
  synchronized void mute(CallRef call, boolean muted) {
    OfCall known = of(call);
    known.muted = muted;
    known.sessions.forEach(session -> session.setMuted(muted));
  }

  synchronized void hold(CallRef call, boolean held) {
    OfCall known = of(call);
    known.held = held;
    known.sessions.forEach(session -> session.setHeld(held));
  }

  synchronized void choose(CallRef call, PictureChoice pictures) {
    OfCall known = of(call);
    known.pictures = pictures;
    known.sessions.forEach(session -> session.setPictures(pictures));
  }

  /** A session of the call, whose gate is shut: from here on it is switched as the others are. */
  synchronized void opened(CallRef call, MediaSession session) {
    OfCall known = of(call);
    known.sessions.add(session);
    session.setMuted(known.muted);
    session.setHeld(known.held);
    session.setPictures(known.pictures);
  }

  synchronized void closed(CallRef call, MediaSession session) {
    OfCall known = of(call);
    known.sessions.remove(session);
    if (known.sessions.isEmpty() && !known.says()) {
      calls.remove(call);
    }
  }

  /** Nothing is switched in it any more. */
  synchronized void over(CallRef call) {
    calls.remove(call);
  }
}
