package org.phantomnet.conformance.explore;

import java.time.Instant;
import org.phantomnet.engine.state.CallEvent;
import org.phantomnet.engine.state.DeviceCalls;
import org.phantomnet.engine.state.DeviceTransition;

/**
 * The transition function of one device. {@link #REAL} is the production machine; a planted bug
 * wraps it.
 */
@FunctionalInterface
public interface Machine {
  Machine REAL = DeviceCalls::on;

  DeviceTransition on(DeviceCalls calls, CallEvent event, Instant now);
}
