package org.phantomnet.desktop.sound;

/**
 * Something about the devices that the person should be told.
 *
 * @param device the one in use now; empty if none is
 */
public record SoundNotice(Direction direction, Kind kind, String device) {
  /** What happened. */
  public enum Kind {
    /** Opened for a call. */
    IN_USE,

    /** The one before vanished or went silent; this one took over. */
    REPLACED,

    /** None is there or none can be opened; silence until one is. */
    NONE,

    /** None was there when the call began: what stands in for it is used. */
    FILE
  }

  /** One sentence for the person. */
  public String text() {
    String word = direction.word();
    return switch (kind) {
      case IN_USE -> "The " + word + " is \"" + device + "\".";
      case REPLACED -> "The " + word + " went away; \"" + device + "\" is used now.";
      case NONE ->
          "No "
              + word
              + " works. Plug one in, or free one that another program holds;"
              + " it is used as soon as it is there.";
      case FILE ->
          direction == Direction.MICROPHONE
              ? "This machine has no microphone: the other side hears silence. Plug one in; it is"
                  + " used at once. Or start with --voice FILE.wav, which speaks a recording."
              : "This machine has no loudspeaker: nothing is played. Plug one in; it is used at"
                  + " once. --heard writes what you would hear into a file.";
    };
  }
}
