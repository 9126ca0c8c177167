package org.phantomnet.desktop.video;

import java.nio.ByteBuffer;

/** A moving picture that can be had again, picture by picture, to compare with. For one thread. */
public interface Clip {
  int width();

  int height();

  /**
   * One picture, counted from 0; a clip that ends begins anew.
   *
   * @return I420 without padding, in an array of its own, ready to be read
   */
  ByteBuffer picture(long number);
}
