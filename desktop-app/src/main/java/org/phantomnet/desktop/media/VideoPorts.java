package org.phantomnet.desktop.media;

import java.io.IOException;

/**
 * Opens the pictures of one session: what it sends and where it shows. Called at most once each per
 * session, when the gate opens, on the session's own thread.
 */
public interface VideoPorts {
  VideoIn openIn() throws IOException;

  VideoOut openOut() throws IOException;
}
