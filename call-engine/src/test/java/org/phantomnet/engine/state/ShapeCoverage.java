package org.phantomnet.engine.state;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Which values of the machine's records the table's shapes have: every constant, both values of
 * every flag, and presence and absence of everything optional, for each component of each record,
 * found by reflection so that a new one is missed by nobody.
 */
final class ShapeCoverage {
  private final Set<String> wanted = new TreeSet<>();
  private final Set<String> seen = new TreeSet<>();

  /** False for values that cannot be in that place, or that the machine never looks at. */
  private static boolean matters(Class<?> owner, RecordComponent component, Object value) {
    if (owner == PathEvent.PathFailed.class || owner == Ended.class) {
      return component.getType() != EndReason.class; // the loop gives but a few
    }
    if (owner == ContactPolicy.class) {
      return !Set.of("defaultMode", "verified").contains(component.getName());
    }
    if (owner == PersonEvent.StartRequested.class) {
      return value != Occupancy.GLARE_ACCEPT; // only an offer is accepted in the person's name
    }
    if (owner == CallFacts.class) {
      return value instanceof CallMode;
    }
    return owner != CallRef.class;
  }

  void add(Record made) {
    Class<?> owner = made.getClass();
    for (RecordComponent component : owner.getRecordComponents()) {
      String place = owner.getSimpleName() + "." + component.getName() + " ";
      for (Object possible : possible(component)) {
        if (matters(owner, component, possible)) {
          wanted.add(place + possible);
        }
      }
      addValue(place, value(component, made));
    }
  }

  void add(CallState state) {
    add((Record) state);
  }

  void add(CallEvent event) {
    add((Record) event);
  }

  private void addValue(String place, Object value) {
    if (value instanceof Optional<?> optional) {
      seen.add(place + (optional.isPresent() ? "present" : "absent"));
      optional.ifPresent(this::addInner);
    } else {
      seen.add(place + value);
      addInner(value);
    }
  }

  private void addInner(Object value) {
    if (value instanceof Legs legs) {
      legs.all().forEach(this::add);
    } else if (value instanceof Record && value.getClass().getName().contains("engine")) {
      add((Record) value);
    }
  }

  private static List<Object> possible(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == boolean.class) {
      return List.of(true, false);
    } else if (type.isEnum()) {
      return Arrays.asList((Object[]) type.getEnumConstants());
    } else if (type == Optional.class) {
      Type inner = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
      return inner == CallMode.class || inner instanceof Class<?>
          ? List.of("present", "absent")
          : List.of();
    }
    return List.of();
  }

  private static Object value(RecordComponent component, Record made) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(made);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new AssertionError(component.getName(), e);
    }
  }

  Set<String> missing() {
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(seen);
    return missing;
  }
}
