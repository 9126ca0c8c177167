package org.phantomnet.conformance.explore;

import java.util.function.Consumer;

/**
 * Something that may happen to a device.
 *
 * @param needsCaller a call whose caller must have begun to connect, or -1
 * @param action does it to the unfolded device
 */
record Happening(String what, Kind kind, int needsCaller, Consumer<DeviceStep> action) {
  /** Who or what makes it happen. */
  enum Kind {
    PERSON,
    /** An armed timer runs out: it must, if nothing cancels it. */
    TIMER,
    /** Packets stop: they must, if the peer is gone. */
    SILENCE,
    /** The engine gets ready or connects. */
    PROGRESS,
    /** Packets come again. */
    RECOVERY,
    /** Engine, relay, outbox or a check fails. */
    MISHAP,
    /** The process dies. */
    RESTART,
    MESSAGE;

    /**
     * True for what only puts an event into the loop's queue: that it waits there is the same as
     * that it happens later.
     */
    boolean isReport() {
      return switch (this) {
        case SILENCE, PROGRESS, RECOVERY, MISHAP -> true;
        case PERSON, TIMER, RESTART, MESSAGE -> false;
      };
    }
  }

  static Happening of(String what, Kind kind, Consumer<DeviceStep> action) {
    return new Happening(what, kind, -1, action);
  }
}
