package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.conformance.explore.Leg.Mark;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.state.CallEffect;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.DeviceCalls;
import org.phantomnet.engine.state.DeviceTransition;
import org.phantomnet.engine.state.Ended;
import org.phantomnet.engine.state.Idle;
import org.phantomnet.engine.state.LocalEffect;
import org.phantomnet.protocol.handshake.Role;

/**
 * One step of one device, as engine.loop's {@code CallLoop} makes it: the machine decides, the
 * effects run in order, what they report waits for its turn.
 */
final class DeviceStep {
  final Device device;
  final Findings findings = new Findings();
  private final Machine machine;
  private final Receiver receiver;
  private final EffectWorld effects;
  private final Oracle oracle;
  private final Coverage coverage;
  private final boolean mergeReasons;

  DeviceStep(Device device, Machine machine, Wire wire, Coverage coverage, Options options) {
    this.device = device;
    this.machine = machine;
    this.coverage = coverage;
    this.mergeReasons = options.mergeReasons();
    this.receiver = new Receiver(wire, findings, options.bounds().anyChannel());
    this.effects = new EffectWorld(wire, findings, mergeReasons);
    this.oracle = new Oracle(findings);
  }

  /** On the loop: persons and timers. */
  void handle(CallEvent event) {
    List<CallState> before = new ArrayList<>();
    device.legs.forEach(leg -> before.add(leg.state));
    oracle.wanted(device, event);
    DeviceTransition transition;
    try {
      transition = machine.on(device.machineState(), event, People.NOW);
    } catch (RuntimeException thrown) {
      findings.add(Invariant.LISTED, event.getClass().getSimpleName() + ": " + thrown.getMessage());
      return;
    }
    coverage.saw(event.call().own() == Role.CALLER, stateOf(before, event.call()), event);
    take(transition.next());
    oracle.glare(before, device, event);
    for (int call = 0; call < before.size(); call++) {
      oracle.isFinal(before.get(call), device.legs.get(call).state, done(transition, call));
    }
    transition.effects().forEach(effect -> effects.run(device, effect, event));
  }

  private CallState stateOf(List<CallState> states, CallRef ref) {
    for (int call = 0; call < states.size(); call++) {
      if (device.ref(call).equals(ref)) {
        return states.get(call);
      }
    }
    return new Idle(ref);
  }

  private int done(DeviceTransition transition, int call) {
    int count = 0;
    for (CallEffect effect : transition.effects()) {
      boolean counts = !(effect instanceof LocalEffect.DropOffer);
      count += counts && effect.call().equals(device.ref(call)) ? 1 : 0;
    }
    return count;
  }

  private void take(DeviceCalls next) {
    for (Map.Entry<CallRef, CallState> entry : next.calls().entrySet()) {
      if (device.find(entry.getKey()).isEmpty()) {
        findings.add(Invariant.ONE_CALL, "a call that nobody placed");
      }
    }
    for (int call = 0; call < device.legs.size(); call++) {
      Leg leg = device.legs.get(call);
      leg.state = canonical(next.state(device.ref(call)));
      if (!(leg.state instanceof Idle)) {
        leg.marks.add(Mark.BORN);
      }
      if (leg.state instanceof Ended) {
        leg.marks.add(Mark.ENDED);
      }
    }
  }

  /** The reason an ended call has is for people; no event looks at it. */
  private CallState canonical(CallState state) {
    return mergeReasons && state instanceof Ended ended
        ? new Ended(
            ended.facts(), EndReason.HUNG_UP_LOCALLY, Optional.empty(), ended.talked(), ended.at())
        : state;
  }

  /** On the effect thread: what a check or an adapter reports. */
  void post(CallEvent event) {
    device.waiting.add(event);
  }

  void receive(int code, OfferAge age) {
    receiver.receive(device, code, age);
  }

  void handleFirstWaiting() {
    handle(device.waiting.remove(0));
  }

  void check() {
    oracle.check(device);
  }

  /** The process dies and starts again: what is on disk stays. */
  void restart() {
    device.waiting.clear();
    device.taken.clear();
    for (int call = 0; call < device.legs.size(); call++) {
      Leg leg = device.legs.get(call);
      if (Device.isLive(leg.state)) {
        leg.marks.add(Mark.LOST);
      }
      leg.state = new Idle(device.ref(call));
      leg.closePath();
      leg.destroyKeys();
      leg.timers.clear();
      leg.early.clear();
    }
  }
}
