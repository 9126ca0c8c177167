package org.phantomnet.desktop.capture.child;

import java.io.IOException;

/** The X server refused a request: what it names is gone, or may not be read. */
final class XError extends IOException {
  private static final long serialVersionUID = 1L;

  XError() {
    super("X error");
  }
}
