package org.phantomnet.engine.state;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The legs of a call that still rings, by device. Immutable. */
public record Legs(SortedMap<Integer, Leg> byDevice) {
  public Legs {
    byDevice = Collections.unmodifiableSortedMap(new TreeMap<>(byDevice));
  }

  static Legs opening(List<Integer> devices) {
    SortedMap<Integer, Leg> legs = new TreeMap<>();
    devices.stream().limit(Limits.DEVICES).forEach(device -> legs.put(device, Leg.opening(device)));
    return new Legs(legs);
  }

  Collection<Leg> all() {
    return byDevice.values();
  }

  Optional<Leg> of(int device) {
    return Optional.ofNullable(byDevice.get(device));
  }

  boolean mayConnectAnother() {
    return all().stream().filter(Leg::connecting).count() < Limits.CONNECTING_DEVICES;
  }

  boolean isEmpty() {
    return byDevice.isEmpty();
  }

  Legs with(Leg leg) {
    SortedMap<Integer, Leg> legs = new TreeMap<>(byDevice);
    legs.put(leg.device(), leg);
    return new Legs(legs);
  }

  Legs without(int device) {
    SortedMap<Integer, Leg> legs = new TreeMap<>(byDevice);
    legs.remove(device);
    return new Legs(legs);
  }
}
