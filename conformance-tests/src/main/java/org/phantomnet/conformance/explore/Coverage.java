package org.phantomnet.conformance.explore;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.CallState;

/** Which cells of the table the exploration came through: proof that it is not empty. */
public final class Coverage {
  private final SortedSet<String> cells = new TreeSet<>();
  private final SortedSet<String> states = new TreeSet<>();
  private final SortedSet<String> events = new TreeSet<>();

  void saw(boolean outgoing, CallState state, CallEvent event) {
    String name = state.getClass().getSimpleName();
    String what = event.getClass().getSimpleName();
    cells.add(name + (outgoing ? " (caller) " : " (callee) ") + what);
    states.add(name);
    events.add(what);
  }

  void add(Coverage other) {
    cells.addAll(other.cells);
    states.addAll(other.states);
    events.addAll(other.events);
  }

  public SortedSet<String> cells() {
    return Collections.unmodifiableSortedSet(cells);
  }

  public SortedSet<String> states() {
    return Collections.unmodifiableSortedSet(states);
  }

  public SortedSet<String> events() {
    return Collections.unmodifiableSortedSet(events);
  }
}
