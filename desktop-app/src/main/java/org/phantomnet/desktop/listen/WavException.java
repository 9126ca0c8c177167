package org.phantomnet.desktop.listen;

import java.io.IOException;

/**
 * A file that is not a WAV file of the kind read here. The message is the reason's sentence only,
 * never its content.
 */
public final class WavException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Why the file was refused. */
  public enum Reason {
    NOT_WAV("not a WAV file (no RIFF/WAVE header)"),
    TRUNCATED("the file ends before its header says it does"),
    BAD_CHUNK("a chunk's size does not fit the file"),
    NO_FORMAT("no format chunk before the sound"),
    NOT_PCM_16("not 16-bit PCM"),
    BAD_CHANNELS("neither mono nor stereo"),
    BAD_RATE("the sample rate is not between 8 and 48 kHz"),
    NO_DATA("no sound in the file"),
    SILENT("nothing is said in it"),
    TOO_LARGE("more sound than is read here (32 MiB, 300 s)");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** A sentence for a person. */
    public String sentence() {
      return sentence;
    }
  }

  private final Reason reason;

  public WavException(Reason reason) {
    super(reason.sentence());
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
