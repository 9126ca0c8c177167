package org.phantomnet.desktop.capture;

/** A person named pictures that are not there, or that could be several. */
public final class PictureChoiceException extends Exception {
  private static final long serialVersionUID = 1L;

  PictureChoiceException(String advice) {
    super(advice);
  }

  /** What the person can do. */
  public String advice() {
    return String.valueOf(getMessage());
  }
}
