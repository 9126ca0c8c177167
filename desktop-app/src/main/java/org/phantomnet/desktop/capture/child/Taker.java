package org.phantomnet.desktop.capture.child;

import java.io.IOException;

/** Takes pictures of one screen or one window, never of anything else. One thread. */
interface Taker {
  /**
   * What it shows now, with the pointer where that is over it. Lent until the next but one.
   *
   * @throws CaptureException if it is gone
   * @throws IOException if the X server is
   */
  Bitmap take() throws IOException, CaptureException;
}
