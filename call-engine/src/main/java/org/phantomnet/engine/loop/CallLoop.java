package org.phantomnet.engine.loop;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.phantomnet.engine.api.Calls;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.port.TracePort.Trace;
import org.phantomnet.engine.state.CallEffect;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallFacts;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.Connected;
import org.phantomnet.engine.state.Connecting;
import org.phantomnet.engine.state.DeviceCalls;
import org.phantomnet.engine.state.DeviceTransition;
import org.phantomnet.engine.state.Dialing;
import org.phantomnet.engine.state.Ended;
import org.phantomnet.engine.state.Idle;
import org.phantomnet.engine.state.LocalEffect;
import org.phantomnet.engine.state.PathEffect;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.engine.state.PersonEvent;
import org.phantomnet.engine.state.Reconnecting;
import org.phantomnet.engine.state.Ringing;
import org.phantomnet.engine.state.SendEffect;
import org.phantomnet.protocol.rule.Rule;

/**
 * The one thread of a device's calls (STYLE 4): event -> state -> assign -> effects in order ->
 * snapshots. Timers run here; everything slower runs in order on the effect thread and comes back
 * as events.
 */
final class CallLoop implements Reports {
  private final EnginePorts ports;
  private final EngineThreads threads;
  private final CallTimers timers;
  private final MessageSender sender;
  private final Paths paths;
  private final LocalEffects local;
  private final Rekeys rekeys;
  private final Moves moves;
  private final VideoRequests videos;
  private final InCallActions actions;
  private final Switches switches = new Switches();
  private final Map<CallRef, CallView> views = new LinkedHashMap<>();
  private final List<Calls.Listener> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch allReleased = new CountDownLatch(1);
  private DeviceCalls calls = DeviceCalls.NONE;
  private boolean closing;

  CallLoop(EnginePorts ports, EngineThreads threads, Keyring keyring) {
    this.ports = ports;
    this.threads = threads;
    this.timers = new CallTimers(ports.timers(), threads.loop(), this::handle);
    InBand inBand = new InBand(ports.timers(), keyring, this);
    this.paths = new Paths(ports, threads.effects(), keyring, inBand, switches, this);
    this.sender = new MessageSender(ports, keyring, paths, inBand, this);
    this.local = new LocalEffects(ports, keyring, paths, this);
    ModeSwitches modes = new ModeSwitches(ports, paths, this);
    this.rekeys = new Rekeys(ports, threads, keyring, sender, modes, this);
    this.moves = new Moves(ports, threads.effects(), keyring, paths, sender, this);
    this.videos = new VideoRequests(ports, threads, keyring, paths, sender, switches, this);
    this.actions = new InCallActions(this, threads.effects(), switches);
  }

  Paths paths() {
    return paths;
  }

  Rekeys rekeys() {
    return rekeys;
  }

  InCallActions actions() {
    return actions;
  }

  Moves moves() {
    return moves;
  }

  VideoRequests videos() {
    return videos;
  }

  void subscribe(Calls.Listener listener) {
    listeners.add(listener);
  }

  @Override
  public void post(CallEvent event) {
    threads.loop().execute(() -> handle(event));
  }

  @Override
  public void postTogether(List<CallEvent> events) {
    List<CallEvent> all = List.copyOf(events);
    threads.loop().execute(() -> handle(all));
  }

  @Override
  public void show(CallRef call, Consumer<CallView> change) {
    threads
        .loop()
        .execute(
            () -> {
              CallView view = views.get(call);
              if (view != null) {
                change.accept(view);
                publish(call, view);
              }
            });
  }

  /** On the loop: the calls as they stand now. */
  DeviceCalls calls() {
    return calls;
  }

  /** On the loop: what is known of a call beside its state. */
  Optional<CallView> view(CallRef call) {
    return Optional.ofNullable(views.get(call));
  }

  /** On the loop: with whom people talk in that call, or would if the connection were up. */
  Optional<LegId> talking(CallRef call) {
    return talking(calls.state(call));
  }

  /** On the loop. */
  void handle(CallEvent event) {
    handle(List.of(event));
  }

  private void handle(List<CallEvent> events) {
    Set<CallRef> changed = new LinkedHashSet<>();
    events.forEach(event -> changed.addAll(step(event)));
    for (CallRef call : changed) {
      CallView view = views.get(call);
      if (view != null) {
        publish(call, view);
      }
    }
  }

  /**
   * @return the calls that are not what they were
   */
  private Collection<CallRef> step(CallEvent event) {
    if (closing && event instanceof PersonEvent.StartRequested) {
      return List.of();
    }
    Instant now = ports.clock().instant();
    DeviceTransition transition;
    try {
      transition = calls.on(event, now);
    } catch (RuntimeException bug) {
      trace(TraceCode.EFFECT_FAILED);
      threads.bug(bug);
      if (!(event instanceof PersonEvent.HangupPressed)) {
        handle(new PersonEvent.HangupPressed(event.call())); // fail closed
      }
      return List.of();
    }
    calls = transition.next();
    for (CallRef changed : transition.changed()) {
      enter(changed, now);
    }
    for (CallEffect effect : transition.effects()) {
      run(effect);
    }
    return transition.changed();
  }

  private void enter(CallRef call, Instant now) {
    CallState state = calls.state(call);
    if (state instanceof Idle) {
      views.remove(call);
      return;
    }
    CallView view = views.get(call);
    boolean entered = view == null;
    if (view == null) {
      view = new CallView(state, now);
      views.put(call, view);
    } else {
      entered = view.entered(state, now);
    }
    CallFacts facts = DeviceCalls.factsOf(state);
    if (entered) {
      like(call, facts, view, state instanceof Dialing);
    }
    if (entered && leavesATrace(state, facts)) {
      threads.effects().execute(() -> local.keep(facts));
    }
    if (entered && (state instanceof Dialing || state instanceof Ringing)) {
      threads.effects().execute(() -> ports.media().prepare(facts.mode()));
    }
    if (entered && state instanceof Ringing) {
      trace(TraceCode.RINGING);
    } else if (entered && state instanceof Connected talking) {
      trace(TraceCode.CONNECTED);
      LegId leg = new LegId(call, talking.device());
      threads.effects().execute(() -> talking(leg));
    }
  }

  /** What the person switched in a call holds for the one that continues it (CALL-84). */
  private void like(CallRef call, CallFacts facts, CallView view, boolean begins) {
    for (CallRef old : facts.isContinuation() ? views.keySet() : Set.<CallRef>of()) {
      if (facts.continues().equals(Optional.of(old.id()))) {
        view.like(views.getOrDefault(old, view));
        if (begins) {
          switches.continues(call, old);
        }
      }
    }
  }

  /**
   * A call that this process does not live to end still has an entry afterwards. A taken offer has
   * one from the step that took it: a missed call, until the person wants it.
   */
  @Rule("CALL-36")
  private static boolean leavesATrace(CallState state, CallFacts facts) {
    if (facts.isContinuation()) {
      return state instanceof Connected;
    }
    return state instanceof Dialing || (state instanceof Connecting && !state.call().outgoing());
  }

  private void talking(LegId leg) {
    rekeys.talking(leg);
    videos.talking(leg);
  }

  private void trace(TraceCode code) {
    ports.trace().trace(Trace.of(code));
  }

  /** On the loop: tells every listener. */
  void publish(CallRef call, CallView view) {
    var snapshot = view.snapshot(calls.state(call), ports.clock().instant());
    for (Calls.Listener listener : listeners) {
      try {
        listener.changed(snapshot);
      } catch (RuntimeException bug) {
        threads.bug(bug); // a screen's bug stays the screen's
      }
    }
    finishIfReleased();
  }

  private void run(CallEffect effect) {
    if (effect instanceof LocalEffect.StartTimer start) {
      timers.start(start);
    } else if (effect instanceof LocalEffect.CancelTimer cancel) {
      timers.cancel(cancel.call(), cancel.kind());
    } else if (effect instanceof LocalEffect.CancelTimers cancel) {
      timers.cancelAll(cancel.call());
    } else if (effect instanceof PathEffect.Mute mute) {
      switches.mute(mute.call(), mute.muted());
    } else {
      CallState state = calls.state(effect.call());
      Optional<CallFacts> facts =
          state instanceof Idle ? Optional.empty() : Optional.of(DeviceCalls.factsOf(state));
      threads.effects().execute(() -> runSlowly(effect, facts));
    }
  }

  /** On the effect thread. A bug in an effect ends its call, if the call can still end. */
  private void runSlowly(CallEffect effect, Optional<CallFacts> facts) {
    try {
      if (effect instanceof SendEffect.RefuseMove refused) {
        moves.refuse(new LegId(refused.call(), refused.device()), refused.refusal());
      } else if (effect instanceof SendEffect send) {
        sender.run(send, facts);
      } else if (effect instanceof PathEffect path) {
        paths.run(path, facts);
        if (path instanceof PathEffect.UseNext use) {
          LegId leg = new LegId(use.call(), use.device());
          rekeys.anotherConnection(leg);
          videos.used(leg);
        }
      } else if (effect instanceof LocalEffect other) {
        local.run(other, facts);
      }
    } catch (RuntimeException bug) {
      trace(TraceCode.EFFECT_FAILED);
      threads.bug(bug);
      post(new CheckEvent.EffectFailed(effect.call(), device(effect), CheckEvent.Failure.INTERNAL));
    }
  }

  private static int device(CallEffect effect) {
    if (effect instanceof SendEffect send) {
      return send.device();
    } else if (effect instanceof PathEffect.OpenPath open) {
      return open.device();
    } else if (effect instanceof PathEffect.ConnectPath connect) {
      return connect.device();
    }
    return 0; // of no device: the states ignore it
  }

  /** On the loop: the device stands elsewhere in the network, or woke (CALL-50). */
  void networkChanged() {
    threads.effects().execute(paths::networkChanged);
    for (CallState live : calls.live()) {
      talking(live)
          .ifPresent(leg -> handle(new PathEvent.NetworkChanged(leg.call(), leg.device())));
    }
  }

  /** With whom people talk, or would if the connection were up. */
  private static Optional<LegId> talking(CallState state) {
    if (state instanceof Connected talking) {
      return Optional.of(new LegId(talking.call(), talking.device()));
    } else if (state instanceof Reconnecting waiting) {
      return Optional.of(new LegId(waiting.call(), waiting.device()));
    }
    return Optional.empty();
  }

  /** Ends every call; no new one starts. */
  CountDownLatch close() {
    threads
        .loop()
        .execute(
            () -> {
              closing = true;
              for (CallState live : calls.live()) {
                handle(new PersonEvent.HangupPressed(live.call()));
              }
              finishIfReleased();
            });
    return allReleased;
  }

  private void finishIfReleased() {
    if (!closing || !calls.live().isEmpty()) {
      return;
    }
    for (Map.Entry<CallRef, CallView> entry : views.entrySet()) {
      if (!(calls.state(entry.getKey()) instanceof Ended)
          || !entry.getValue().engineReleased
          || !entry.getValue().keysDestroyed) {
        return;
      }
    }
    allReleased.countDown();
  }
}
