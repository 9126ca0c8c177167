package org.phantomnet.desktop.capture;

import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.engine.blackout.CameraChoice;

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

  /** Idempotent; no device is open when it returns. */
  @Override
  void close();
}
