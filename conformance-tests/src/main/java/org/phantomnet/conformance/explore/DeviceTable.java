package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.conformance.explore.Happening.Kind;
import org.phantomnet.conformance.explore.Leg.Mark;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallState;
import org.phantomnet.protocol.signal.MessageType;

/**
 * Every state of one device that was met, by number, and where each thing that may happen leads.
 * The machine runs once for each device state and event; the exploration of the two together only
 * looks up.
 */
final class DeviceTable {
  /**
   * Words of an outcome: next, sent, call whose caller must connect (or -1), finding (or -1), 1 if
   * it is a restart.
   */
  static final int STRIDE = 5;

  private final Side side;
  private final Scenario scenario;
  private final Options options;
  private final Machine machine;
  private final Wire wire;
  private final Numbered<Words> rows;
  final Coverage coverage = new Coverage();
  private final Numbered<CallState> states = new Numbered<>();
  private final Numbered<CallEvent> events = new Numbered<>();
  private final Numbered<Words> devices = new Numbered<>();
  private final List<Map<Invariant, String>> findings = new ArrayList<>();
  private int[][] alone = new int[1024][];
  private long[] traits = new long[1024];
  private final LongTable delivered = new LongTable();
  private final List<int[]> deliveries = new ArrayList<>();
  private long[] dead = new long[1024];
  private int[] deadKnown = new int[1024];
  private final Map<Integer, String> situations = new HashMap<>();
  private final Settling settling = new Settling();

  DeviceTable(
      Side side,
      Scenario scenario,
      Options options,
      Machine machine,
      Wire wire,
      Numbered<Words> rows) {
    this.side = side;
    this.scenario = scenario;
    this.options = options;
    this.machine = machine;
    this.wire = wire;
    this.rows = rows;
  }

  int initial() {
    return number(new Device(side, scenario));
  }

  int size() {
    return devices.size();
  }

  Settling settling() {
    return settling;
  }

  Map<Invariant, String> finding(int number) {
    return findings.get(number);
  }

  private int number(Device device) {
    int number = devices.of(device.fold(states, events));
    if (number >= alone.length) {
      alone = Arrays.copyOf(alone, alone.length * 2);
      traits = Arrays.copyOf(traits, traits.length * 2);
      dead = Arrays.copyOf(dead, dead.length * 2);
      deadKnown = Arrays.copyOf(deadKnown, deadKnown.length * 2);
    }
    if (traits[number] == 0) {
      traits[number] = Traits.of(device);
    }
    return number;
  }

  long traits(int device) {
    return traits[device];
  }

  Device device(int number) {
    Device device = new Device(side, scenario);
    device.unfold(devices.get(number), states, events);
    return device;
  }

  /** The device in words, but for what only the check of messages looks at. */
  String situation(int device) {
    return situations.computeIfAbsent(device, number -> Chart.states(device(number)));
  }

  /** What may happen without a message. */
  int[] alone(int device) {
    int[] known = alone[device];
    if (known == null) {
      known = pack(device, happen(device));
      alone[device] = known;
    }
    return known;
  }

  /** What a message leads to. */
  int[] deliver(int device, int code) {
    long key = (long) device << 16 | code;
    int known = delivered.get(key);
    if (known < 0) {
      int[] packed = pack(device, receive(device, code));
      delivered.put(key, deliveries.size());
      deliveries.add(packed);
      return packed;
    }
    return deliveries.get(known);
  }

  List<Outcome> happen(int device) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Happening happening : new Happenings(wire).of(device(device))) {
      run(device, happening, outcomes);
    }
    return outcomes;
  }

  List<Outcome> receive(int device, int code) {
    List<Outcome> outcomes = new ArrayList<>();
    boolean offer = wire.message(code).type() == MessageType.OFFER;
    for (OfferAge age : offer ? scenario.ages() : java.util.Set.of(OfferAge.FRESH)) {
      String what = "gets " + wire.text(code) + (age == OfferAge.FRESH ? "" : ", " + age);
      run(device, Happening.of(what, Kind.MESSAGE, step -> step.receive(code, age)), outcomes);
    }
    return outcomes;
  }

  /** Runs it, and every number of waiting events after it. */
  private void run(int from, Happening happening, List<Outcome> outcomes) {
    DeviceStep step = new DeviceStep(device(from), machine, wire, coverage, options);
    boolean[] connecting = connecting(step.device);
    happening.action().accept(step);
    int atLeast = happening.kind().isReport() ? step.device.waiting.size() : 0;
    int handled = 0;
    while (true) {
      step.check();
      boolean done = step.device.waiting.isEmpty();
      boolean mayWait =
          handled >= atLeast && step.device.waiting.size() <= options.bounds().waiting();
      if (done || mayWait || !step.findings.none()) {
        step.device.exclusive =
            !done
                && step.device.sent.isEmpty()
                && Arrays.equals(connecting, connecting(step.device));
        int[] sent = step.device.sent.stream().mapToInt(Integer::intValue).toArray();
        outcomes.add(
            new Outcome(
                happening, number(step.device), new Words(sent), handled, step.findings.all()));
      }
      if (done || !step.findings.none()) {
        return;
      }
      step.handleFirstWaiting();
      handled++;
    }
  }

  private static boolean[] connecting(Device device) {
    boolean[] connecting = new boolean[device.legs.size()];
    for (int call = 0; call < connecting.length; call++) {
      connecting[call] = device.legs.get(call).has(Mark.CONNECTING);
    }
    return connecting;
  }

  /** The messages that can never again do anything here (see {@link Dead}), as bits. */
  long dead(int device) {
    int known = deadKnown[device];
    if (known < wire.messages()) {
      Device unfolded = device(device);
      for (int message = known; message < wire.messages(); message++) {
        if (Dead.is(unfolded, wire.message(Wire.code(message)))) {
          dead[device] |= 1L << message;
          if (unfolded.waiting.isEmpty()) {
            requireNothing(device, Wire.code(message));
          }
        }
      }
      deadKnown[device] = wire.messages();
    }
    return dead[device];
  }

  private void requireNothing(int device, int code) {
    for (Outcome outcome : receive(device, code)) {
      Device after = device(outcome.next());
      if (after.waiting.isEmpty() && (outcome.next() != device || outcome.sent().all.length > 0)
          || !outcome.broken().isEmpty()) {
        throw new IllegalStateException("a dead message does something");
      }
    }
  }

  private int[] pack(int from, List<Outcome> outcomes) {
    int[] packed = new int[outcomes.size() * STRIDE];
    int used = 0;
    for (Outcome outcome : outcomes) {
      settling.edge(from, outcome);
      int sent = rows.of(outcome.sent());
      int guard = outcome.happening().needsCaller();
      int finding = -1;
      if (!outcome.broken().isEmpty()) {
        findings.add(new EnumMap<>(outcome.broken()));
        finding = findings.size() - 1;
      }
      boolean idle =
          outcome.next() == from
              && outcome.sent().all.length == 0
              && finding < 0
              && outcome.happening().kind() != Kind.MESSAGE;
      int restart = outcome.happening().kind() == Kind.RESTART ? 1 : 0;
      if (!idle && !contains(packed, used, outcome.next(), sent, guard, finding)) {
        packed[used++] = outcome.next();
        packed[used++] = sent;
        packed[used++] = guard;
        packed[used++] = finding;
        packed[used++] = restart;
      }
    }
    return Arrays.copyOf(packed, used);
  }

  private static boolean contains(
      int[] packed, int used, int next, int sent, int guard, int finding) {
    for (int at = 0; at < used; at += STRIDE) {
      if (packed[at] == next
          && packed[at + 1] == sent
          && packed[at + 2] == guard
          && packed[at + 3] == finding) {
        return true;
      }
    }
    return false;
  }
}
