package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.List;
import org.phantomnet.conformance.explore.Happening.Kind;
import org.phantomnet.conformance.explore.Leg.Mark;
import org.phantomnet.conformance.explore.Leg.Session;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.MediaSession.FailureReason;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CheckEvent;
import org.phantomnet.engine.state.Ended;
import org.phantomnet.engine.state.Idle;
import org.phantomnet.engine.state.Incoming;
import org.phantomnet.engine.state.Occupancy;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.engine.state.PersonEvent;
import org.phantomnet.engine.state.TimerKind;
import org.phantomnet.protocol.signal.MessageType;

/** Everything but a message that may happen to a device in its state: persons, timers, adapters. */
final class Happenings {
  private static final List<MessageType> NEWER =
      List.of(
          MessageType.CANDIDATE,
          MessageType.REKEY,
          MessageType.MODE_SWITCH_REQUEST,
          MessageType.MODE_SWITCH_ACK,
          MessageType.UPDATE,
          MessageType.MEDIA_REQUEST,
          MessageType.MEDIA_ACK,
          MessageType.MOVE);

  private final Wire wire;
  private final List<Happening> found = new ArrayList<>();

  Happenings(Wire wire) {
    this.wire = wire;
  }

  List<Happening> of(Device device) {
    found.clear();
    for (int call = 0; call < device.legs.size(); call++) {
      Leg leg = device.legs.get(call);
      person(device, call, leg);
      timers(device, call, leg);
      if (leg.pathOpen()) {
        session(device, call, leg);
        renewal(device, call, leg);
      }
      if (leg.keys && Device.isLive(leg.state) || leg.state instanceof Ended) {
        mishaps(device.ref(call), call);
      }
      if (leg.policy && device.newer > 0) {
        newer(call);
      }
    }
    found.add(Happening.of("the process dies and starts again", Kind.RESTART, DeviceStep::restart));
    return List.copyOf(found);
  }

  private void add(
      String what, int call, Kind kind, java.util.function.Consumer<DeviceStep> action) {
    found.add(Happening.of(what + " [call " + (call + 1) + "]", kind, action));
  }

  private void person(Device device, int call, Leg leg) {
    CallRef ref = device.ref(call);
    if (device.outgoing(call) && !leg.has(Mark.STARTED)) {
      add("the person calls", call, Kind.PERSON, step -> step.handle(start(device, call)));
    }
    if (leg.state instanceof Idle || leg.state instanceof Incoming) {
      return; // nothing is shown
    }
    if (!device.outgoing(call)) {
      add(
          "the person answers",
          call,
          Kind.PERSON,
          step -> step.handle(new PersonEvent.AnswerPressed(ref)));
      add(
          "the person declines",
          call,
          Kind.PERSON,
          step -> step.handle(new PersonEvent.DeclinePressed(ref)));
    }
    if (device.scenario.newer() > 0) {
      add(
          "the person mutes",
          call,
          Kind.PERSON,
          step -> step.handle(new PersonEvent.MutePressed(ref, true)));
    }
    add(
        "the person hangs up",
        call,
        Kind.PERSON,
        step -> step.handle(new PersonEvent.HangupPressed(ref)));
  }

  private static PersonEvent.StartRequested start(Device device, int call) {
    PlacedCall placed = device.scenario.calls().get(call);
    return new PersonEvent.StartRequested(
        device.ref(call),
        People.address(device.side.other()),
        People.identity(device.side.other()),
        List.of(Device.PEER),
        device.scenario.policy(device.side),
        placed.mode(),
        placed.media(),
        device.scenario.rank(device.side, call),
        device.scenario.ability(device.side),
        Occupancy.FREE);
  }

  private void timers(Device device, int call, Leg leg) {
    CallRef ref = device.ref(call);
    for (TimerKind kind : leg.timers) {
      if (kind == TimerKind.RENEW && leg.next == Leg.Next.NONE && device.renewals == 0) {
        continue; // another attempt would follow
      }
      add(
          kind + " timer runs out",
          call,
          Kind.TIMER,
          step -> {
            step.device.legs.get(call).timers.remove(kind);
            step.handle(kind.due(ref));
          });
    }
  }

  /** The session's reports, each only where the port's contract allows it. */
  private void session(Device device, int call, Leg leg) {
    CallRef ref = device.ref(call);
    switch (leg.session) {
      case STARTED -> {
        add("the path is ready", call, Kind.PROGRESS, step -> ready(step, call, ref));
        report("the path cannot be opened", call, Kind.MISHAP, Session.NONE, noRelay(ref));
        failures(ref, call);
      }
      case GATHERED -> {
        if (leg.connecting || !ref.outgoing()) {
          found.add(
              new Happening(
                  "the transport connects [call " + (call + 1) + "]",
                  Kind.PROGRESS,
                  ref.outgoing() ? -1 : call,
                  reporting(call, Session.CONNECTED, connected(ref))));
        }
        failures(ref, call);
      }
      case CONNECTED -> {
        report("packets stop", call, Kind.SILENCE, Session.INTERRUPTED, interrupted(ref));
        failures(ref, call);
      }
      case INTERRUPTED -> {
        report("packets come again", call, Kind.RECOVERY, Session.CONNECTED, connected(ref));
        failures(ref, call);
      }
      case NONE, DEAD -> {}
    }
  }

  /** A callee's engine knows its peer, so it gathers at once. */
  private static void ready(DeviceStep step, int call, CallRef ref) {
    Leg leg = step.device.legs.get(call);
    leg.session = Session.GATHERED;
    step.post(new PathEvent.PathReady(ref, Device.PEER));
    if (!ref.outgoing()) {
      EffectWorld.gathers(step.device, leg, ref);
    }
  }

  private static PathEvent noRelay(CallRef ref) {
    return new PathEvent.PathFailed(ref, Device.PEER, EndReason.RELAY_UNREACHABLE);
  }

  private static PathEvent connected(CallRef ref) {
    return new PathEvent.TransportConnected(ref, Device.PEER);
  }

  private static PathEvent interrupted(CallRef ref) {
    return new PathEvent.TransportInterrupted(ref, Device.PEER);
  }

  private void failures(CallRef ref, int call) {
    report(
        "the engine fails",
        call,
        Kind.MISHAP,
        Session.DEAD,
        new PathEvent.EngineFailed(ref, Device.PEER, FailureReason.ENGINE_DIED));
    report(
        "the relay is lost",
        call,
        Kind.MISHAP,
        Session.DEAD,
        new PathEvent.RelayLost(ref, Device.PEER));
  }

  private void report(String what, int call, Kind kind, Session reached, PathEvent event) {
    add(what, call, kind, reporting(call, reached, event));
  }

  private static java.util.function.Consumer<DeviceStep> reporting(
      int call, Session reached, PathEvent event) {
    return step -> {
      step.device.legs.get(call).session = reached;
      step.post(event);
    };
  }

  /** What asks for a new connection, and what becomes of it (CALL-50). */
  private void renewal(Device device, int call, Leg leg) {
    CallRef ref = device.ref(call);
    boolean up = leg.opened && leg.session != Session.DEAD;
    if (up && device.renewals > 0) {
      add(
          "the own network changes",
          call,
          Kind.SILENCE,
          step -> step.post(new PathEvent.NetworkChanged(ref, Device.PEER)));
      for (boolean asked : List.of(true, false)) {
        add(
            asked ? "another mode is granted" : "this device grants another mode",
            call,
            Kind.SILENCE,
            step -> step.post(new PathEvent.NextAgreed(ref, Device.PEER, asked)));
      }
      add(
          "the relay sees another address",
          call,
          Kind.SILENCE,
          step -> step.post(new PathEvent.RelayRebound(ref, Device.PEER)));
    }
    if (up && device.renewals > 0 && !leg.relaySilent) {
      add("the relay falls silent", call, Kind.SILENCE, step -> silent(step, call, ref, true));
    } else if (up && leg.relaySilent) {
      add("the relay is heard again", call, Kind.RECOVERY, step -> silent(step, call, ref, false));
    }
    switch (leg.next) {
      case OPENING, ANSWERING ->
          add(
              "the next path is ready",
              call,
              Kind.PROGRESS,
              step -> step.post(new PathEvent.NextReady(ref, Device.PEER)));
      case CONNECTING ->
          add(
              "the next path connects",
              call,
              Kind.PROGRESS,
              step -> {
                step.device.legs.get(call).next = Leg.Next.CONNECTED;
                step.post(new PathEvent.NextConnected(ref, Device.PEER));
              });
      case NONE, REQUESTED, CONNECTED -> {}
    }
    if (leg.next != Leg.Next.NONE) {
      add(
          "the next path fails",
          call,
          Kind.MISHAP,
          step -> step.post(new PathEvent.NextFailed(ref, Device.PEER)));
    }
  }

  private static void silent(DeviceStep step, int call, CallRef ref, boolean silent) {
    step.device.legs.get(call).relaySilent = silent;
    step.post(
        silent
            ? new PathEvent.RelaySilent(ref, Device.PEER)
            : new PathEvent.RelayHeard(ref, Device.PEER));
  }

  /** What the chat's session, the outbox and the checks report. */
  private void mishaps(CallRef ref, int call) {
    add(
        "a message cannot be sent",
        call,
        Kind.MISHAP,
        step ->
            step.post(new CheckEvent.EffectFailed(ref, Device.PEER, CheckEvent.Failure.NOT_SENT)));
    add(
        "a check fails",
        call,
        Kind.MISHAP,
        step -> step.post(new CheckEvent.SecurityFailed(ref, Device.PEER)));
    add(
        "the contact's identity changed",
        call,
        Kind.MISHAP,
        step -> step.post(new CheckEvent.IdentityChanged(ref)));
  }

  private void newer(int call) {
    for (MessageType type : NEWER) {
      add(
          "a later version says " + type,
          call,
          Kind.PERSON,
          step -> {
            step.device.newer--;
            step.device.sent.add(wire.plain(new Message(type, call, Seal.POLICY, "")));
          });
    }
  }
}
