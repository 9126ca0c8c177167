package org.phantomnet.desktop.media;

import java.io.IOException;

/**
 * Opens the audio ports of one call. Called at most once each per session, when the gate opens, on
 * the session's own thread.
 */
public interface AudioPorts {
  AudioIn openIn() throws IOException;

  AudioOut openOut() throws IOException;
}
