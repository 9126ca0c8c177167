package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.engine.state.DeviceCalls;
import org.phantomnet.engine.state.Ended;
import org.phantomnet.engine.state.Idle;
import org.phantomnet.engine.state.TimerKind;

/** One device's whole state, unfolded for a step and folded again to a row of numbers. */
final class Device {
  /** The peer has one device, and this is its number. */
  static final int PEER = 1;

  private static final int LEG_WORDS = 3;

  final Side side;
  final Scenario scenario;
  final List<Leg> legs = new ArrayList<>();

  /** Posted to the loop and not handled yet, in order. */
  final List<CallEvent> waiting = new ArrayList<>();

  /** Messages known to be delivered twice whose counter was taken (CALL-18). */
  final List<Integer> taken = new ArrayList<>();

  /** What this step sent, in order. */
  final List<Integer> sent = new ArrayList<>();

  int permits;
  int newer;
  int renewals;

  /** Events wait here that nothing the peer does meanwhile can depend on. */
  boolean exclusive;

  Device(Side side, Scenario scenario) {
    this.side = side;
    this.scenario = scenario;
    this.permits = scenario.permits();
    this.newer = scenario.newer();
    this.renewals = scenario.renewing().contains(side) ? 1 : 0;
    for (PlacedCall call : scenario.calls()) {
      legs.add(new Leg(new Idle(call.on(side))));
    }
  }

  CallRef ref(int call) {
    return scenario.calls().get(call).on(side);
  }

  boolean outgoing(int call) {
    return scenario.calls().get(call).by() == side;
  }

  /** Empty for a name that no call of this scenario has here. */
  Optional<Leg> find(CallRef ref) {
    for (int call = 0; call < legs.size(); call++) {
      if (ref(call).equals(ref)) {
        return Optional.of(legs.get(call));
      }
    }
    return Optional.empty();
  }

  Leg leg(CallRef ref) {
    return find(ref).orElseThrow();
  }

  /** The call of that name, or the one whose id it has. */
  int call(CallRef ref) {
    for (int call = 0; call < legs.size(); call++) {
      if (ref(call).equals(ref)) {
        return call;
      }
    }
    for (int call = 0; call < legs.size(); call++) {
      if (ref(call).id().equals(ref.id())) {
        return call;
      }
    }
    throw new IllegalStateException("a call that nobody placed");
  }

  DeviceCalls machineState() {
    DeviceCalls calls = DeviceCalls.NONE;
    for (Leg leg : legs) {
      calls = calls.with(leg.state);
    }
    return calls;
  }

  /** Wipes the keys, and with them which counters were taken. */
  void destroyKeys(CallRef ref, Wire wire) {
    leg(ref).destroyKeys();
    taken.removeIf(code -> ref(wire.message(code).call()).equals(ref));
  }

  static boolean isLive(CallState state) {
    return !(state instanceof Idle) && !(state instanceof Ended);
  }

  /** Equal devices fold to equal rows. */
  Words fold(Numbered<CallState> states, Numbered<CallEvent> events) {
    int lists = 0;
    for (Leg leg : legs) {
      lists += 2 + leg.held.size() + leg.early.size();
    }
    int[] row = new int[1 + legs.size() * LEG_WORDS + lists + 2 + waiting.size() + taken.size()];
    int at = 0;
    row[at++] = permits | newer << 16 | (exclusive ? 1 << 24 : 0) | renewals << 25;
    for (Leg leg : legs) {
      row[at++] = states.of(leg.state);
      row[at++] = flags(leg);
      row[at++] = bits(leg.timers) | bits(leg.marks) << 8;
      at = put(row, at, leg.held);
      at = put(row, at, leg.early);
    }
    row[at++] = waiting.size();
    for (CallEvent event : waiting) {
      row[at++] = events.of(event);
    }
    put(row, at, taken);
    return new Words(row);
  }

  void unfold(Words words, Numbered<CallState> states, Numbered<CallEvent> events) {
    int[] row = words.all;
    int at = 0;
    permits = row[at] & 0xff;
    newer = row[at] >> 16 & 0xff;
    exclusive = (row[at] >> 24 & 1) != 0;
    renewals = row[at++] >> 25;
    for (Leg leg : legs) {
      leg.state = states.get(row[at++]);
      setFlags(leg, row[at++]);
      set(leg.timers, TimerKind.values(), row[at] & 0xff);
      set(leg.marks, Leg.Mark.values(), row[at++] >> 8);
      at = take(row, at, leg.held);
      at = take(row, at, leg.early);
    }
    waiting.clear();
    int count = row[at++];
    for (int i = 0; i < count; i++) {
      waiting.add(events.get(row[at++]));
    }
    take(row, at, taken);
    sent.clear();
  }

  private static int flags(Leg leg) {
    int flags = leg.session.ordinal();
    boolean[] each = {
      leg.keys,
      leg.offer,
      leg.policy,
      leg.peerHasPolicy,
      leg.nonce,
      leg.confirmed,
      leg.connecting,
      leg.gateKeys,
      leg.gateTransport,
      leg.gateAccepted,
      leg.opened,
      leg.relaySilent
    };
    for (int i = 0; i < each.length; i++) {
      flags |= each[i] ? 8 << i : 0;
    }
    return flags | leg.next.ordinal() << 16;
  }

  private static void setFlags(Leg leg, int flags) {
    leg.session = Leg.Session.values()[flags & 7];
    leg.next = Leg.Next.values()[flags >> 16];
    int rest = flags >> 3;
    leg.relaySilent = (rest & 2048) != 0;
    leg.keys = (rest & 1) != 0;
    leg.offer = (rest & 2) != 0;
    leg.policy = (rest & 4) != 0;
    leg.peerHasPolicy = (rest & 8) != 0;
    leg.nonce = (rest & 16) != 0;
    leg.confirmed = (rest & 32) != 0;
    leg.connecting = (rest & 64) != 0;
    leg.gateKeys = (rest & 128) != 0;
    leg.gateTransport = (rest & 256) != 0;
    leg.gateAccepted = (rest & 512) != 0;
    leg.opened = (rest & 1024) != 0;
  }

  private static <E extends Enum<E>> int bits(Set<E> set) {
    int bits = 0;
    for (E element : set) {
      bits |= 1 << element.ordinal();
    }
    return bits;
  }

  private static <E extends Enum<E>> void set(Set<E> set, E[] values, int bits) {
    set.clear();
    for (E value : values) {
      if ((bits & 1 << value.ordinal()) != 0) {
        set.add(value);
      }
    }
  }

  private static int put(int[] row, int from, List<Integer> list) {
    int at = from;
    row[at++] = list.size();
    for (int element : list) {
      row[at++] = element;
    }
    return at;
  }

  private static int take(int[] row, int from, List<Integer> list) {
    list.clear();
    int at = from;
    int count = row[at++];
    for (int i = 0; i < count; i++) {
      list.add(row[at++]);
    }
    return at;
  }

  Set<TimerKind> armed() {
    Set<TimerKind> armed = EnumSet.noneOf(TimerKind.class);
    legs.forEach(leg -> armed.addAll(leg.timers));
    return Collections.unmodifiableSet(armed);
  }
}
