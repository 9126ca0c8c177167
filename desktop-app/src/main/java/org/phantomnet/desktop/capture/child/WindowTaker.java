package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.util.Optional;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.protocol.rule.Rule;

/**
 * Takes pictures of one window by its own pixmap: what stands before it is not in it. Where the X
 * server has no such pixmaps there are no pictures, rather than those of the screen's part.
 */
final class WindowTaker implements Taker {
  private static final int ICONIC = 3;

  private final XServer server;
  private final int window;
  private final int topLevel;
  private Bitmap now = Bitmap.of(1, 1);
  private Bitmap before = now;

  WindowTaker(XServer server, int window) throws IOException, CaptureException {
    this.server = server;
    this.window = window;
    try {
      server.watch(window);
      server.separate(window);
      topLevel = server.topLevel(window);
    } catch (XError e) {
      throw new CaptureException(CaptureFault.WINDOW_GONE);
    }
  }

  @Override
  @Rule("ENG-122")
  public Bitmap take() throws IOException, CaptureException {
    try {
      if (!server.shown(window).viewable()
          || server.number(window, "WM_STATE").filter(state -> state == ICONIC).isPresent()) {
        throw new CaptureException(
            server.isGone(window) ? CaptureFault.WINDOW_GONE : CaptureFault.WINDOW_HIDDEN);
      }
      copy();
      drawPointer();
    } catch (XError e) {
      throw new CaptureException(CaptureFault.WINDOW_GONE);
    }
    if (server.isGone(window)) {
      throw new CaptureException(CaptureFault.WINDOW_GONE); // its number may be another's by now
    }
    return now;
  }

  private void copy() throws IOException, CaptureException {
    int pixmap = server.pixmap(window);
    try {
      XServer.Size whole = server.size(pixmap);
      int border = server.size(window).border();
      int width = whole.width() - 2 * border;
      int height = whole.height() - 2 * border;
      Bitmap next = before.hasSize(width, height) ? before : Bitmap.of(width, height);
      server.image(pixmap, border, border, next);
      before = now;
      now = next;
    } finally {
      server.free(pixmap);
    }
  }

  private void drawPointer() throws IOException {
    if (server.underPointer() == topLevel) {
      XServer.Place place = server.place(window);
      Optional<XServer.Cursor> cursor = server.cursor();
      if (cursor.isPresent()) {
        now.draw(cursor.get(), cursor.get().x() - place.x(), cursor.get().y() - place.y());
      }
    }
  }
}
