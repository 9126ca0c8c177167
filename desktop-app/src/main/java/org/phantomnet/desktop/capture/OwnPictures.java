package org.phantomnet.desktop.capture;

import java.util.Optional;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.port.SafeFrame;

/** What this side shows in calls. Thread-safe. */
public interface OwnPictures extends AutoCloseable {
  /** Its pictures, which begin with the first port. Does not wait for one; never fails. */
  VideoIn open();

  /**
   * What is hidden of a camera's pictures, from the return on.
   *
   * @return false if these are no camera's: nothing of them is hidden
   */
  default boolean hide(CameraChoice.Hidden wanted) {
    return false;
  }

  /** What is known of a camera's frame that was given out just now; empty for any other. */
  default Optional<LetOut> about(SafeFrame frame) {
    return Optional.empty();
  }

  /** What the newest of a camera's pictures is, as far as it leaves; empty for any others. */
  default Optional<BlackoutState> state() {
    return Optional.empty();
  }

  /** Idempotent; no device is open when it returns. */
  @Override
  void close();
}
