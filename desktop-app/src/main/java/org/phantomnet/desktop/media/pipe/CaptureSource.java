package org.phantomnet.desktop.media.pipe;

/**
 * A camera, screen or window as a capture child names it.
 *
 * @param id printable ASCII, at most {@link #MAX_ID}; names this one and no later one
 * @param name for people, at most {@link #MAX_NAME} characters; from a stranger, may hold anything
 */
public record CaptureSource(Kind kind, String id, String name) {
  public static final int MAX_ID = 256;

  public static final int MAX_NAME = 200;

  /** Sources that one list names, at most. */
  public static final int MOST = 64;

  /** What pictures are taken of. */
  public enum Kind {
    CAMERA,
    SCREEN,
    WINDOW,
    /** A file that is played in a camera's place. */
    FILM;

    /** Whether its pictures are hidden as a camera's are. */
    public boolean isCamera() {
      return this == CAMERA || this == FILM;
    }
  }

  public CaptureSource {
    if (id.isEmpty() || id.length() > MAX_ID || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("source");
    }
  }

  @Override
  public String toString() {
    return "CaptureSource " + kind;
  }
}
