package org.phantomnet.desktop.capture.child;

import org.phantomnet.desktop.media.pipe.CaptureFault;

/** No pictures, or no more. Its message is the fault's name and nothing else. */
final class CaptureException extends Exception {
  private static final long serialVersionUID = 1L;

  private final CaptureFault fault;

  CaptureException(CaptureFault fault) {
    super(fault.name());
    this.fault = fault;
  }

  CaptureFault fault() {
    return fault;
  }
}
