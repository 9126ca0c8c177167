package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.phantomnet.desktop.media.pipe.CaptureFault;

/**
 * What an X server says of itself and of its first screen.
 *
 * @param root the window that all others are in
 * @param width of the root window
 * @param visual of the root window
 * @param depth bits of a pixel that count
 */
record XSetup(int idBase, int idMask, int root, int width, int height, int visual, int depth) {
  private static final int FORMAT = 8;

  /**
   * @param bytes what follows the first 8 of the answer
   * @throws CaptureException if its pixels are not 32 bits of blue, green, red and nothing
   */
  static XSetup read(ByteBuffer bytes) throws IOException, CaptureException {
    try {
      int idBase = bytes.getInt(4);
      int idMask = bytes.getInt(8);
      int vendor = Short.toUnsignedInt(bytes.getShort(16));
      int formats = bytes.get(21) & 0xff;
      boolean bigEndian = bytes.get(22) != 0;
      int at = 32 + ((vendor + 3) & ~3);
      int screen = at + formats * FORMAT;
      int depth = bytes.get(screen + 38) & 0xff;
      boolean fits = false;
      for (int format = at; format < screen; format += FORMAT) {
        fits |= (bytes.get(format) & 0xff) == depth && bytes.get(format + 1) == 32;
      }
      XSetup setup =
          new XSetup(
              idBase,
              idMask,
              bytes.getInt(screen),
              Short.toUnsignedInt(bytes.getShort(screen + 20)),
              Short.toUnsignedInt(bytes.getShort(screen + 22)),
              bytes.getInt(screen + 32),
              depth);
      if (bigEndian || !fits || !setup.isTrueColour(bytes, screen + 40)) {
        throw new CaptureException(CaptureFault.DISPLAY_UNSUPPORTED);
      }
      return setup;
    } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
      throw new IOException("setup", e);
    }
  }

  private boolean isTrueColour(ByteBuffer bytes, int from) {
    int at = from;
    while (true) { // ends by the bounds at the latest
      int visuals = Short.toUnsignedInt(bytes.getShort(at + 2));
      at += 8;
      for (int i = 0; i < visuals; i++, at += 24) {
        if (bytes.getInt(at) == visual) {
          return bytes.getInt(at + 8) == 0xff0000
              && bytes.getInt(at + 12) == 0xff00
              && bytes.getInt(at + 16) == 0xff;
        }
      }
    }
  }
}
