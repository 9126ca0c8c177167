package org.phantomnet.conformance.explore;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Through all states of two devices and the channels between them, those that need fewer losses,
 * repeats and restarts first, and of these the ones that need fewer steps. One thread; the same
 * numbers on each run.
 */
final class Exploration {
  private static final int DEVICE_BITS = 20;
  private static final int NET_BITS = 18;
  private static final int STATE_BITS = 2 * DEVICE_BITS + NET_BITS;
  private static final long DEVICE_MASK = (1L << DEVICE_BITS) - 1;

  private final Scenario scenario;
  private final Wire wire = new Wire();
  private final Map<Side, DeviceTable> tables = new EnumMap<>(Side.class);
  private final DeviceTable alice;
  private final DeviceTable bob;
  private final Channel channel;
  private final Budget budget;
  private final Numbered<Words> rows;
  private final int nothing;
  private final StateSet seen = new StateSet();
  private final Agenda agenda = new Agenda();
  private final Optional<Path> path;

  private long transitions;
  private long talks;
  private long rounds;
  private Optional<Violation> violation = Optional.empty();

  /**
   * How a state was left.
   *
   * @param code the message it got, or -1
   */
  record Move(Side side, int code, int next) {}

  /** The first that was found: the state before, the move, and what it broke. */
  record Violation(long before, Move move, Map<Invariant, String> broken) {}

  Exploration(
      Scenario scenario, Options options, Map<Side, Machine> machines, boolean remembersPath) {
    Bounds bounds = options.bounds();
    this.scenario = scenario;
    rows = new Numbered<>();
    nothing = rows.of(new Words(new int[0]));
    for (Side side : Side.values()) {
      Machine machine = machines.getOrDefault(side, Machine.REAL);
      tables.put(side, new DeviceTable(side, scenario, options, machine, wire, rows));
    }
    alice = table(Side.ALICE);
    bob = table(Side.BOB);
    channel = bounds.anyChannel() ? new OpenChannel(rows) : new BoundedChannel(bounds, rows);
    budget = new Budget(bounds);
    path = remembersPath ? Optional.of(new Path()) : Optional.empty();
  }

  DeviceTable table(Side side) {
    return Optional.ofNullable(tables.get(side)).orElseThrow();
  }

  static int alice(long state) {
    return (int) (state & DEVICE_MASK);
  }

  static int bob(long state) {
    return (int) (state >> DEVICE_BITS & DEVICE_MASK);
  }

  static int net(long state) {
    return (int) (state >> 2 * DEVICE_BITS & (1 << NET_BITS) - 1);
  }

  private static int left(long visit) {
    return (int) (visit >>> STATE_BITS);
  }

  private static long state(int alice, int bob, int net) {
    if (alice > DEVICE_MASK || bob > DEVICE_MASK || net >= 1 << NET_BITS) {
      throw new IllegalStateException("more states than a key can tell apart");
    }
    return alice | (long) bob << DEVICE_BITS | (long) net << 2 * DEVICE_BITS;
  }

  void run() {
    long initial = state(alice.initial(), bob.initial(), channel.initial());
    meet(initial, budget.full(), 0, -1);
    while (violation.isEmpty() && agenda.advance()) {
      rounds++;
      expand(agenda.element());
    }
  }

  private void expand(long visit) {
    int a = alice(visit);
    int b = bob(visit);
    int net = net(visit);
    int left = left(visit);
    if (!Traits.exclusive(bob.traits(b))) {
      move(visit, Side.ALICE, a, b, net, left, -1, alice.alone(a));
      deliver(visit, Side.ALICE, alice, a, b, net, left);
    }
    if (!Traits.exclusive(alice.traits(a))) {
      move(visit, Side.BOB, b, a, net, left, -1, bob.alone(b));
      deliver(visit, Side.BOB, bob, b, a, net, left);
    }
  }

  private void deliver(
      long visit, Side side, DeviceTable table, int own, int other, int net, int left) {
    int leftAfterRepeat = budget.repeat(left);
    for (int code : channel.inFlightTo(net, side)) {
      int without = channel.delivered(net, side, code, false);
      move(visit, side, own, other, without, left, code, table.deliver(own, code));
      if (leftAfterRepeat >= 0 && !Wire.repeated(code)) {
        int first = Wire.firstOfTwo(code);
        int with = channel.delivered(net, side, code, true);
        move(visit, side, own, other, with, leftAfterRepeat, first, table.deliver(own, first));
      }
    }
  }

  private void move(
      long visit, Side side, int own, int other, int net, int left, int code, int[] outcomes) {
    for (int at = 0; at < outcomes.length; at += DeviceTable.STRIDE) {
      int guard = outcomes[at + 2];
      if (guard >= 0 && !Traits.connecting(traits(side.other(), other), guard)) {
        continue;
      }
      int rest = outcomes[at + 4] == 0 ? left : budget.restart(left, side);
      if (rest < 0) {
        continue;
      }
      int next = outcomes[at];
      if (outcomes[at + 3] >= 0) {
        broken(visit, new Move(side, code, next), table(side).finding(outcomes[at + 3]));
        return;
      }
      if (outcomes[at + 1] == nothing) {
        arrive(visit, side, code, next, other, net, rest);
        continue;
      }
      int[] pushed = channel.sent(net, side.other(), outcomes[at + 1]);
      for (int i = 0; i < pushed.length; i += 2) {
        int leftAfterLoss = budget.lose(rest, pushed[i + 1]);
        if (leftAfterLoss >= 0) {
          arrive(visit, side, code, next, other, pushed[i], leftAfterLoss);
        }
      }
    }
  }

  private long traits(Side side, int device) {
    return side == Side.ALICE ? alice.traits(device) : bob.traits(device);
  }

  private void arrive(long from, Side side, int code, int next, int other, int net, int left) {
    transitions++;
    int a = side == Side.ALICE ? next : other;
    int b = side == Side.ALICE ? other : next;
    int living = living(living(net, Side.ALICE, alice.dead(a)), Side.BOB, bob.dead(b));
    if (meet(state(a, b, living), left, agenda.depth() + 1, from)) {
      long mine = alice.traits(a);
      long theirs = bob.traits(b);
      talks |= 1L << (Traits.open(mine) * Traits.CALLS + Traits.open(theirs));
      Optional<Map<Invariant, String>> found = check(mine, theirs);
      if (found.isPresent()) {
        broken(from, new Move(side, code, next), found.get());
      }
    }
  }

  /** The channels without the messages to that side that can never again do anything there. */
  private int living(int net, Side side, long dead) {
    return (channel.messagesTo(net, side) & dead) == 0 ? net : channel.without(net, side, dead);
  }

  /** What holds between the two, whatever is in flight. */
  private static Optional<Map<Invariant, String>> check(long mine, long theirs) {
    long open = Traits.open(mine) | Traits.open(theirs);
    if ((open & ~(Traits.wanted(mine) & Traits.wanted(theirs))) != 0) {
      return Optional.of(Map.of(Invariant.BOTH_CONSENT, "only one person wants the call"));
    }
    if (Traits.open(mine) != 0 && Traits.open(theirs) != 0 && Long.bitCount(open) > 1) {
      return Optional.of(Map.of(Invariant.ONE_TALK, "each talks in another call"));
    }
    if (Traits.gaveWay(mine) != 0 && Traits.gaveWay(theirs) != 0) {
      return Optional.of(Map.of(Invariant.ONE_TALK, "of two calls that met both gave way"));
    }
    return Optional.empty();
  }

  private boolean meet(long state, int left, int depth, long from) {
    if (!seen.add(state, left, budget.covers(left))) {
      return false;
    }
    long visit = state | (long) left << STATE_BITS;
    agenda.add(budget.spent(left), depth, visit);
    path.ifPresent(known -> known.put(visit, from));
    return true;
  }

  private void broken(long before, Move move, Map<Invariant, String> found) {
    if (violation.isEmpty()) {
      violation = Optional.of(new Violation(before, move, found));
    }
  }

  Optional<Violation> violation() {
    return violation;
  }

  Scenario scenario() {
    return scenario;
  }

  Channel channel() {
    return channel;
  }

  int row(Words sent) {
    return rows.of(sent);
  }

  Wire wire() {
    return wire;
  }

  Optional<Path> path() {
    return path;
  }

  /** What both machines, timers, sessions and gates looked like together, in words. */
  Set<String> situations() {
    Set<String> situations = new HashSet<>();
    seen.forEach(
        state -> situations.add(alice.situation(alice(state)) + " | " + bob.situation(bob(state))));
    return situations;
  }

  /** Whether a state was met with these calls' gates open, as bits, and no others. */
  boolean talked(int alices, int bobs) {
    return (talks & 1L << (alices * Traits.CALLS + bobs)) != 0;
  }

  int states() {
    return seen.size();
  }

  long rounds() {
    return rounds;
  }

  long transitions() {
    return transitions;
  }

  int depth() {
    return agenda.deepest();
  }

  /** True if the second visit's devices and channels are those, after the dead are gone. */
  boolean is(long visit, int a, int b, int net) {
    int living = living(living(net, Side.ALICE, alice.dead(a)), Side.BOB, bob.dead(b));
    return alice(visit) == a && bob(visit) == b && net(visit) == living;
  }
}
