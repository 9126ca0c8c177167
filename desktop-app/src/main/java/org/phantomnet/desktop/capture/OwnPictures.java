package org.phantomnet.desktop.capture;

import org.phantomnet.desktop.media.VideoIn;

/** What this side shows in calls. Thread-safe. */
public interface OwnPictures extends AutoCloseable {
  /** Its pictures, which begin with the first port. Does not wait for one; never fails. */
  VideoIn open();

  /** Idempotent; no device is open when it returns. */
  @Override
  void close();
}
