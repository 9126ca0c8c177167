package org.phantomnet.desktop.client;

import java.util.function.Consumer;
import org.phantomnet.desktop.media.AudioPorts;

/** Where a client's sound comes from and goes to; asked once, when the client is opened. */
public interface AudioSource {
  /**
   * @param recording told "said" and "heard" as a recording of each begins; devices record nothing
   *     and tell nothing
   */
  AudioPorts open(Consumer<String> recording);
}
