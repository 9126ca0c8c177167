package org.phantomnet.desktop.ui;

import java.util.Optional;
import org.phantomnet.engine.blackout.BlackoutMode;
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

  /** After why the own pictures ended. */
  public static final String WITHOUT_OWN = "The call goes on without your pictures.";

  /** The other side's wish is over. */
  public static final String NO_MORE_ASKED = "Video is not asked for any more.";

  public static final String DECLINED = "The call stays one of sound.";

  /** What is sent of a person who asks. */
  public static final String OWN_FOLLOW = "With their yes your pictures are sent, too.";

  public static final String NO_CAMERA =
      "No camera's pictures are sent by this client: start it again with --pictures camera.";

  public static final String NO_OWN =
      "You have no pictures to send (--pictures): theirs are shown.";

  /** A look at the own pictures before a call. */
  public static final String PREVIEW =
      "This is what a call would show of you; nothing is sent. /preview ends it.";

  public static final String PREVIEW_OVER = "The preview is over.";
  public static final String PREVIEW_IN_CALL =
      "A preview is for before a call: what this one sends stands in its line.";

  /**
   * What is seen in a preview.
   *
   * @param state what the blackout says of it, if it is a camera's
   */
  public static String wouldBeSent(String size, Optional<String> state) {
    return "Preview, nothing is sent: " + size + state.map(words -> ", " + words).orElse("");
  }

  /** In a call, what is sent of the own camera now. */
  public static String ownCamera(String state) {
    return "Your camera: " + state;
  }

  public static String asks(String name) {
    return name + " asks for video";
  }

  public static final String MEANS =
      "With a yes, pictures come beside the sound. Yours are sent only if you say so.";
  public static final String HOW_TO_SAY_YES =
      "/video watch shows theirs and keeps yours back, /video all sends yours too, /video low in low quality.";
  public static final String HOW_TO_SAY_NO =
      "/sound-only says no. Without an answer for 30 s the call stays one of sound.";
  public static final String YES = "show theirs, keep mine back";

  /** Under a call that rings with video. */
  public static final String RINGS =
      "A call with video. /pictures watch, before you answer, keeps your pictures back.";

  /** What a camera's pictures show from now on. */
  public static String of(BlackoutMode mode) {
    return switch (mode) {
      case PERSON_BLACK -> "your camera shows the room, and people black";
      case BACKGROUND_MASKED -> "your camera shows you, and the room black";
      case ALL_BLACK -> "your camera shows nothing but black";
    };
  }

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
