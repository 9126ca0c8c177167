package org.phantomnet.engine.loop;

import java.util.Optional;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;

/** What one leg remembers of moves to another device. Effect thread only. */
final class LegMoves {
  private static final int MOST = 4;

  private Optional<DeviceAddress> own = Optional.empty();
  private Optional<DeviceAddress> theirs = Optional.empty();
  private int asked;
  private int taken;

  /** Where this side asked to move to, until that is decided. */
  Optional<DeviceAddress> own() {
    return own;
  }

  /**
   * @return which request of this side it is
   */
  int ask(DeviceAddress to) {
    own = Optional.of(to);
    return ++asked;
  }

  /** True while that request of this side is the open one. */
  boolean isOpen(int request) {
    return own.isPresent() && asked == request;
  }

  void decided() {
    own = Optional.empty();
  }

  /** Where the other side moves to, until that is decided. */
  Optional<DeviceAddress> theirs() {
    return theirs;
  }

  /**
   * @return false if the other side asked too often
   */
  @Rule("CALL-86")
  boolean take(DeviceAddress to) {
    if (taken >= MOST) {
      return false;
    }
    taken++;
    theirs = Optional.of(to);
    return true;
  }

  /** It does not move there. */
  void refused() {
    theirs = Optional.empty();
  }
}
