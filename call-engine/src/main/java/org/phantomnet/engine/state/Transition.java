package org.phantomnet.engine.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** What follows from one event: the next state and what to do, in order. */
public record Transition(CallState next, List<CallEffect> effects) {
  public Transition {
    effects = List.copyOf(effects);
  }

  static Transition to(CallState next, CallEffect... effects) {
    return new Transition(next, Arrays.asList(effects));
  }

  static Transition to(CallState next, List<CallEffect> effects) {
    return new Transition(next, effects);
  }

  /** The same after more effects that come first. */
  Transition after(List<CallEffect> first) {
    List<CallEffect> all = new ArrayList<>(first);
    all.addAll(effects);
    return new Transition(next, all);
  }

  /**
   * The written cell "ignored"; an event outside {@code ignored} is listed nowhere in the state and
   * throws.
   */
  static Transition ignore(
      CallState state, CallEvent event, Set<Class<? extends CallEvent>> ignored) {
    if (!ignored.contains(event.getClass())) {
      throw new IllegalStateException(
          event.getClass().getSimpleName()
              + " is not listed in "
              + state.getClass().getSimpleName());
    }
    return to(state);
  }
}
