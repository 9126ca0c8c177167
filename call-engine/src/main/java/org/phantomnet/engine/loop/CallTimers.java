package org.phantomnet.engine.loop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.phantomnet.engine.port.TimerPort;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.LocalEffect;
import org.phantomnet.engine.state.TimerKind;

/**
 * The calls' timers. Loop thread only, so a timer that was cancelled or armed again never fires
 * late.
 */
final class CallTimers {
  /** One arming of one timer; identity tells it from later ones. */
  private static final class Armed {
    private List<TimerPort.Timer> timer = new ArrayList<>(1);
  }

  private final TimerPort timers;
  private final Executor loop;
  private final Consumer<CallEvent> due;
  private final Map<CallRef, Map<TimerKind, Armed>> armed = new HashMap<>();

  CallTimers(TimerPort timers, Executor loop, Consumer<CallEvent> due) {
    this.timers = timers;
    this.loop = loop;
    this.due = due;
  }

  void start(LocalEffect.StartTimer effect) {
    cancel(effect.call(), effect.kind());
    Armed arming = new Armed();
    armed
        .computeIfAbsent(effect.call(), call -> new EnumMap<>(TimerKind.class))
        .put(effect.kind(), arming);
    arming.timer.add(
        timers.after(
            effect.delay(), () -> loop.execute(() -> fire(effect.call(), effect.kind(), arming))));
  }

  private void fire(CallRef call, TimerKind kind, Armed arming) {
    Map<TimerKind, Armed> ofCall = armed.get(call);
    if (ofCall != null && ofCall.get(kind) == arming) {
      ofCall.remove(kind);
      if (ofCall.isEmpty()) {
        armed.remove(call);
      }
      due.accept(kind.due(call));
    }
  }

  void cancel(CallRef call, TimerKind kind) {
    Map<TimerKind, Armed> ofCall = armed.get(call);
    Armed arming = ofCall == null ? null : ofCall.remove(kind);
    if (arming != null) {
      arming.timer.forEach(TimerPort.Timer::cancel);
    }
  }

  void cancelAll(CallRef call) {
    Map<TimerKind, Armed> ofCall = armed.remove(call);
    if (ofCall != null) {
      ofCall.values().forEach(arming -> arming.timer.forEach(TimerPort.Timer::cancel));
    }
  }
}
