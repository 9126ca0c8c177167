package org.phantomnet.engine.loop;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
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
    private Optional<OfCall> continues = Optional.empty();

    boolean says() {
      return muted || held || pictures != PictureChoice.ALL || continues.isPresent();
    }

    private void switchSession(MediaSession session) {
      session.setMuted(muted);
      session.setHeld(held);
      session.setPictures(pictures);
    }

    private void switchAll() {
      sessions.forEach(this::switchSession);
    }

    /** The microphone goes to the call that continues this one, or comes back from it. */
    private void handOver(boolean over) {
      sessions.forEach(session -> session.yieldMicrophone(over));
    }
  }

  private OfCall of(CallRef call) {
    return calls.computeIfAbsent(call, made -> new OfCall());
  }

  @Rule("CALL-71")
  synchronized void mute(CallRef call, boolean muted) {
    change(of(call), known -> known.muted = muted);
  }

  synchronized void hold(CallRef call, boolean held) {
    change(of(call), known -> known.held = held);
  }

  synchronized void choose(CallRef call, PictureChoice pictures) {
    change(of(call), known -> known.pictures = pictures);
  }

  /** For the call, and for one that is to continue it. */
  private void change(OfCall known, Consumer<OfCall> change) {
    change.accept(known);
    known.switchAll();
    for (OfCall later : calls.values()) {
      if (later.continues.filter(old -> old == known).isPresent()) {
        change(later, change);
      }
    }
  }

  /** The call is to continue that one: it is switched as that is, and as that will be. */
  synchronized void continues(CallRef call, CallRef old) {
    OfCall before = of(old);
    OfCall known = of(call);
    known.continues = Optional.of(before);
    known.muted = before.muted;
    known.held = before.held;
    known.pictures = before.pictures;
  }

  /** A session of the call, whose gate is shut: from here on it is switched as the others are. */
  synchronized void opened(CallRef call, MediaSession session) {
    OfCall known = of(call);
    known.sessions.add(session);
    known.switchSession(session);
  }

  /** The gate of the call is about to open: there are never two microphones. */
  synchronized void opens(CallRef call) {
    of(call).continues.ifPresent(old -> old.handOver(true));
  }

  synchronized void closed(CallRef call, MediaSession session) {
    OfCall known = of(call);
    known.sessions.remove(session);
    if (known.sessions.isEmpty()) {
      known.continues.ifPresent(old -> old.handOver(false));
    }
    if (known.sessions.isEmpty() && !known.says()) {
      calls.remove(call);
    }
  }

  /** Nothing is switched in it any more. */
  synchronized void over(CallRef call) {
    calls.remove(call);
  }
}
