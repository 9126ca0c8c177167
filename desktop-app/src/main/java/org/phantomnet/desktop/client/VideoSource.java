package org.phantomnet.desktop.client;

import java.util.function.Consumer;
import org.phantomnet.desktop.media.VideoPorts;
import org.phantomnet.engine.blackout.CameraChoice;

/** Where a client's pictures come from and go to. */
public interface VideoSource {
  /**
   * @param recording told "seen" as a recording of what is seen begins
   */
  VideoPorts open(Consumer<String> recording);

  /**
   * What is hidden of a camera's pictures, from the return on.
   *
   * @return false if no camera's pictures are sent
   */
  default boolean hide(CameraChoice.Hidden wanted) {
    return false;
  }
}
