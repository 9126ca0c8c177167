package org.phantomnet.desktop.ui;

import org.phantomnet.engine.port.PictureChoice;

/** What is said about pictures in a call: the one place. */
public final class VideoWords {
  private VideoWords() {}

  public static final String NOT_CONNECTED =
      "The call is not connected: video can be added once it is.";
  public static final String NOT_IN_PARANOID =
      "A call in Paranoid mode has no video: pictures would be seen in the rate of its packets.";
  public static final String ALREADY = "This call has video already.";
  public static final String COMING = "Both of you agreed on video: it is on its way.";
  public static final String ASKED_ALREADY =
      "You asked for video: the other side has not answered.";
  public static final String NOTHING_ASKED = "Nobody asks for video.";
  public static final String NONE = "This call has no video, and nobody asks for it.";
  public static final String NO_SOURCE =
      "This client has no pictures to send: start it again with --pictures SOURCE.";

  /** The person asked, and waits. */
  public static final String ASKING = "Asking for video: the other side's person decides.";

  /** The wish is over without video. */
  public static final String NOT_ADDED = "No video: the other side said no, or nothing.";

  /** What was agreed on did not come about. */
  public static final String FAILED =
      "The video could not be connected. The call goes on as sound.";

  /** It was there and is no more. */
  public static final String ENDED = "The video is over. The call goes on as sound.";

  /** Nothing of the wish is on its way. */
  public static final String NOT_ASKED =
      "Video cannot be asked for now: the other device has none, or it was asked for too often.";

  /** Beside the question. */
  public static final String MEANS =
      "A new connection carries pictures beside the sound. Your own are sent only if you say so.";

  /** What leaves and is shown. */
  public static String of(PictureChoice pictures) {
    return switch (pictures) {
      case ALL -> "your pictures are sent, theirs are shown";
      case LOW -> "your pictures are sent in low quality, theirs are shown";
      case WATCH_ONLY -> "your pictures are not sent, theirs are shown";
      case SOUND_ONLY -> "no picture is sent or shown";
    };
  }
}
