package org.phantomnet.engine.state;

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
}
