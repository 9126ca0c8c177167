package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.util.Optional;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.protocol.rule.Rule;

/** Takes pictures of one screen, as long as it is where it was and as large. */
final class ScreenTaker implements Taker {
  private final XServer server;
  private final XServer.Monitor monitor;
  private final Bitmap[] bitmaps;
  private int turn;

  ScreenTaker(XServer server, XServer.Monitor monitor) {
    this.server = server;
    this.monitor = monitor;
    bitmaps =
        new Bitmap[] {
          Bitmap.of(monitor.width(), monitor.height()), Bitmap.of(monitor.width(), monitor.height())
        };
  }

  @Override
  @Rule("ENG-121")
  public Bitmap take() throws IOException, CaptureException {
    if (!server.monitors().contains(monitor)) {
      throw new CaptureException(CaptureFault.SCREEN_GONE);
    }
    Bitmap bitmap = bitmaps[turn];
    turn = 1 - turn;
    try {
      server.image(server.root(), monitor.x(), monitor.y(), bitmap);
    } catch (XError e) {
      throw new CaptureException(CaptureFault.SCREEN_GONE);
    }
    Optional<XServer.Cursor> cursor = server.cursor();
    if (cursor.isPresent()) {
      bitmap.draw(cursor.get(), cursor.get().x() - monitor.x(), cursor.get().y() - monitor.y());
    }
    return bitmap;
  }
}
