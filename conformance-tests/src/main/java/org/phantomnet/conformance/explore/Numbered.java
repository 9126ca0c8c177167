package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Gives equal things one small number, from 0 in the order they came. */
final class Numbered<T> {
  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> things = new ArrayList<>();

  int of(T thing) {
    Integer known = numbers.get(thing);
    if (known != null) {
      return known;
    }
    numbers.put(thing, things.size());
    things.add(thing);
    return things.size() - 1;
  }

  T get(int number) {
    return things.get(number);
  }

  int size() {
    return things.size();
  }
}
