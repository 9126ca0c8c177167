package org.phantomnet.desktop.capture.child;

import org.phantomnet.desktop.media.pipe.Picture;

/** Gives pictures at a pace of its own. One thread. */
interface Camera {
  /** The next picture, waiting for it. */
  Picture next() throws CaptureException;
}
