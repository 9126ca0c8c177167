package org.phantomnet.desktop.client;

import java.util.function.Consumer;
import org.phantomnet.desktop.media.VideoPorts;

/** Where a client's pictures come from and go to. */
public interface VideoSource {
  /**
   * @param recording told "seen" as a recording of what is seen begins
   */
  VideoPorts open(Consumer<String> recording);
}
