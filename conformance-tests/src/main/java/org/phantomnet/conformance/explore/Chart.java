package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.state.Idle;

/**
 * A counterexample as a sequence chart in text: what happened to whom, what was sent, where both
 * stand.
 */
final class Chart {
  private final Exploration exploration;
  private final List<String> lines = new ArrayList<>();

  Chart(Exploration exploration) {
    this.exploration = exploration;
  }

  List<String> of(Exploration.Violation violation) {
    List<Long> visits = exploration.path().orElseThrow().to(violation.before());
    lines.add(exploration.scenario().name());
    for (int i = 1; i < visits.size(); i++) {
      step(visits.get(i - 1), visits.get(i));
    }
    Exploration.Move move = violation.move();
    int own = own(violation.before(), move.side());
    for (Outcome outcome : outcomes(move.side(), own, move.code())) {
      if (outcome.next() == move.next() && !outcome.broken().isEmpty()) {
        line(move.side(), outcome);
        break;
      }
    }
    if (lines.size() == visits.size()) {
      outcomes(move.side(), own, move.code()).stream()
          .filter(outcome -> outcome.next() == move.next())
          .findFirst()
          .ifPresent(outcome -> line(move.side(), outcome));
    }
    violation.broken().forEach((invariant, why) -> lines.add("  breaks " + invariant + ": " + why));
    return List.copyOf(lines);
  }

  private static int own(long visit, Side side) {
    return side == Side.ALICE ? Exploration.alice(visit) : Exploration.bob(visit);
  }

  private List<Outcome> outcomes(Side side, int device, int code) {
    DeviceTable table = exploration.table(side);
    return code < 0 ? table.happen(device) : table.receive(device, code);
  }

  private void step(long from, long to) {
    for (Side side : Side.values()) {
      if (find(side, from, to, -1, Exploration.net(from))) {
        return;
      }
      Channel channel = exploration.channel();
      for (int code : channel.inFlightTo(Exploration.net(from), side)) {
        int without = channel.delivered(Exploration.net(from), side, code, false);
        if (find(side, from, to, code, without)) {
          return;
        }
        if (!Wire.repeated(code)) {
          int with = channel.delivered(Exploration.net(from), side, code, true);
          if (find(side, from, to, Wire.firstOfTwo(code), with)) {
            return;
          }
        }
      }
    }
    lines.add("  ?");
  }

  private boolean find(Side side, long from, long to, int code, int net) {
    for (Outcome outcome : outcomes(side, own(from, side), code)) {
      int[] pushed = exploration.channel().sent(net, side.other(), exploration.row(outcome.sent()));
      for (int i = 0; i < pushed.length; i += 2) {
        int a = side == Side.ALICE ? outcome.next() : Exploration.alice(from);
        int b = side == Side.BOB ? outcome.next() : Exploration.bob(from);
        if (exploration.is(to, a, b, pushed[i])) {
          line(side, outcome);
          return true;
        }
      }
    }
    return false;
  }

  private void line(Side side, Outcome outcome) {
    Device after = exploration.table(side).device(outcome.next());
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "  %-5s  %-62s %-50s", side.person(), outcome.happening().what(), states(after)));
    List<String> sent = new ArrayList<>();
    for (int code : outcome.sent().all) {
      sent.add(exploration.wire().text(code));
    }
    if (!sent.isEmpty()) {
      text.append(side == Side.ALICE ? " --" : " <--")
          .append(String.join(", ", sent))
          .append(side == Side.ALICE ? "-->" : "--");
    }
    lines.add(text.toString().stripTrailing());
  }

  static String states(Device device) {
    List<String> states = new ArrayList<>();
    for (int call = 0; call < device.legs.size(); call++) {
      Leg leg = device.legs.get(call);
      if (!(leg.state instanceof Idle)) {
        states.add(
            leg.state.getClass().getSimpleName()
                + (leg.opened ? "!" : "")
                + "["
                + (call + 1)
                + (leg.timers.isEmpty() ? "" : " " + leg.timers)
                + (leg.pathOpen() ? " " + leg.session : "")
                + "]");
      }
    }
    Optional<String> waiting =
        device.waiting.stream()
            .map(event -> event.getClass().getSimpleName())
            .reduce((left, right) -> left + ", " + right);
    return String.join(" ", states) + waiting.map(events -> " waits: " + events).orElse("");
  }
}
