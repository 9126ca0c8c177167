package org.phantomnet.desktop.demo;

import java.io.IOException;
import java.util.Optional;
import org.phantomnet.desktop.ui.Timeline;

/** What happens to a call while the two talk, and it must go on. One use; one thread. */
interface DemoIncident {
  /** What the person asked for, if it is such a thing. */
  static Optional<DemoIncident> of(
      DemoOptions options, Timeline timeline, DemoReport report, DemoEstate estate) {
    return switch (options.disturbance()) {
      case KILL_RELAY, DROP_NETWORK ->
          Optional.of(new DemoMishap(options, timeline, report, estate));
      case SWITCH_MODE -> Optional.of(new DemoSwitch(options, timeline, report));
      case ADD_VIDEO -> Optional.of(new DemoAddVideo(options, timeline, report));
      case NONE, MOVE, KILL_RELAY_ONE, KILL_RELAY_TWO, KILL_MEDIA_CHILD, KILL_CLIENT, DEAD_GUARD ->
          Optional.empty();
    };
  }

  /** Now; returns when both are as they should be again. */
  void happens(DemoClient alice, DemoClient bob) throws DemoFailure;

  /** After the recordings were compared. */
  void judge() throws DemoFailure, IOException;
}
