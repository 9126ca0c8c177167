package org.phantomnet.desktop.sound;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Rule;

/**
 * Rings for what the call machine says rings, and for nothing else. Thread-safe; never waits.
 *
 * <p>A call that ended stays ended here: a snapshot of it that comes late is silent.
 */
public final class Ringing {
  private static final int REMEMBERED = 256;

  private final Tones tones;
  private final Map<CallId, Tone> ringing = new LinkedHashMap<>();
  private final Set<CallId> over = new LinkedHashSet<>();
  private final Set<CallId> talked = new LinkedHashSet<>();
  private Optional<CallId> sounding = Optional.empty();

  public Ringing(Tones tones) {
    this.tones = tones;
  }

  /** Every snapshot of every call, in order. */
  @Rule("ENG-64")
  public synchronized void callChanged(CallSnapshot snapshot) {
    CallId call = snapshot.call();
    if (over.contains(call)) {
      return;
    }
    switch (snapshot.phase()) {
      case RINGING -> ringing.put(call, Tone.RINGTONE);
      case REMOTE_RINGING -> ringing.put(call, Tone.RINGBACK);
      case CONNECTED, RECONNECTING -> {
        ringing.remove(call);
        remember(talked, call);
      }
      case DIALING, INCOMING, CONNECTING, ENDED -> ringing.remove(call);
    }
    sound();
    if (snapshot.phase() == Phase.ENDED) {
      remember(over, call);
      if (sounding.isEmpty()) {
        farewell(snapshot).ifPresent(tones::start);
      }
    }
  }

  private void sound() {
    Optional<CallId> first = ringing.keySet().stream().findFirst();
    if (!first.equals(sounding)) {
      sounding = first;
      Optional<Tone> tone = first.flatMap(call -> Optional.ofNullable(ringing.get(call)));
      tone.ifPresentOrElse(tones::start, tones::stop);
    }
  }

  private Optional<Tone> farewell(CallSnapshot ended) {
    EndReason reason = ended.end().orElse(EndReason.HUNG_UP_LOCALLY);
    if (talked.remove(ended.call())) {
      return reason == EndReason.HUNG_UP_LOCALLY ? Optional.empty() : Optional.of(Tone.ENDED);
    }
    boolean refused = reason == EndReason.BUSY || reason == EndReason.DECLINED_REMOTELY;
    return ended.outgoing() && refused ? Optional.of(Tone.BUSY) : Optional.empty();
  }

  private static void remember(Set<CallId> calls, CallId call) {
    calls.add(call);
    if (calls.size() > REMEMBERED) {
      calls.remove(calls.iterator().next());
    }
  }
}
