package org.phantomnet.desktop.capture;

import org.phantomnet.desktop.media.pipe.CaptureFault;

/** There are no pictures of what was chosen. Its message is for the person. */
public final class CaptureFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final CaptureFault fault;

  CaptureFailure(CaptureFault fault) {
    super(fault.words());
    this.fault = fault;
  }

  public CaptureFault fault() {
    return fault;
  }
}
