package org.phantomnet.engine.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What follows from one event for all calls of the device.
 *
 * @param changed the calls whose state changed, in order
 */
public record DeviceTransition(DeviceCalls next, Set<CallRef> changed, List<CallEffect> effects) {
  public DeviceTransition {
    changed = Collections.unmodifiableSet(new LinkedHashSet<>(changed));
    effects = List.copyOf(effects);
  }

  /** Both, one after the other. */
  DeviceTransition then(DeviceTransition more) {
    Set<CallRef> all = new LinkedHashSet<>(changed);
    all.addAll(more.changed);
    List<CallEffect> both = new ArrayList<>(effects);
    both.addAll(more.effects);
    return new DeviceTransition(more.next, all, both);
  }
}
