package org.phantomnet.desktop.ui;

import org.phantomnet.engine.api.MoveView;

/** What is said of a call that moves to another device of the same person: the one place. */
public final class MoveWords {
  private MoveWords() {}

  /** At the device that the call is taken from. */
  public static String of(MoveView.State state) {
    return switch (state) {
      case ASKED -> "Your other device rings. Until you answer there, the call goes on here.";
      case NOT_ALLOWED ->
          "Your account has no such device, or your contact does not know it yet. The call goes on"
              + " here.";
      case NOT_NOW -> "The call cannot be moved at this moment. It goes on here.";
      case DECLINED -> "Declined on the other device. The call goes on here.";
      case BUSY -> "Your other device is in another call. This one goes on here.";
      case NO_ANSWER -> "Nobody answered on the other device. The call goes on here.";
      case FAILED -> "The other device could not be connected. The call goes on here.";
      case NO_REPLY -> "The other side did not react. The call goes on here.";
      case UNSUPPORTED ->
          "The other side's version cannot move calls. Ask them to update. The call goes on here.";
    };
  }

  /** At the device that it is to move to; all that is known of it is what the caller says. */
  public static String continues(String name) {
    return "Continue your call with " + name + " here?";
  }
}
