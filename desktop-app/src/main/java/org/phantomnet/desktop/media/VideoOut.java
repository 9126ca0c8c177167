package org.phantomnet.desktop.media;

import org.phantomnet.desktop.media.pipe.Picture;

/** Where the pictures of the other side go. Used by one thread; opened when the gate opens. */
public interface VideoOut extends AutoCloseable {
  /** Shows one picture; must not take longer than a picture lasts, or later ones are dropped. */
  void show(Picture picture);

  /** Idempotent; everything shown is safe when it returns. */
  @Override
  void close();
}
