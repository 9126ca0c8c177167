package org.phantomnet.desktop.video;

import java.io.IOException;

/**
 * A file that cannot be played as a clip. Its message is the reason's sentence and nothing else.
 */
public final class ClipException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why a file is no clip. */
  public enum Reason {
    NOT_Y4M("This is not a YUV4MPEG2 file."),
    BAD_SIZE("Width and height must be even, together at most 1280 by 720."),
    NOT_420("Only 8-bit 4:2:0 pictures can be played."),
    NO_PICTURE("The file holds no whole picture.");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** For the person. */
    public String sentence() {
      return sentence;
    }
  }

  private final Reason reason;

  ClipException(Reason reason) {
    super(reason.sentence);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
