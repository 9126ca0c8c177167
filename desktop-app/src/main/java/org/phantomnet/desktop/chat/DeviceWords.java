package org.phantomnet.desktop.chat;

import java.util.List;
import org.phantomnet.messenger.devices.LinkedDevice;

/** The words about the devices of the own account: the one place, to be translated. */
final class DeviceWords {
  static final String TITLE = "Devices of your account";
  static final String NONE = "There is no account on this device yet.";
  static final String ONLY_FIRST =
      "Only the first device links and unlinks others. Type this there.";
  static final String FIRST_STAYS =
      "The first device cannot be taken off: it is the one that signs for the others.";
  static final String YES_LINK = "yes, that device is mine and in front of me";
  static final String YES_UNLINK = "yes, take it off";
  static final String LINKING =
      "Sent. The new device works as soon as it says hello; you are told then.";
  static final String UNLINKED_HERE =
      "This device was taken off the account: it neither sends nor receives any more. What is stored stays readable. To go on here, start with another --dir and link anew.";
  static final String NOTHING_GOES_OUT = "Nothing was sent: this device was taken off the account.";
  static final String MOVE_TITLE = "Move the call to";
  static final String NO_OTHER =
      "Your account has no other device that could take the call. Link one with /link.";
  static final String UNLINKED_STATE = "TAKEN OFF THE ACCOUNT";

  private DeviceWords() {}

  static String line(LinkedDevice device) {
    return device.number()
        + "  "
        + called(device)
        + (device.primary() ? " (the first: it links and unlinks)" : "")
        + (device.here() ? " (this one)" : "")
        + (device.pending() ? " (has not said hello yet)" : "");
  }

  static String moving(String name) {
    return "The call is offered to " + name + ". Until you answer there, it goes on here.";
  }

  /** Its name, or a number where nobody named it. */
  static String called(LinkedDevice device) {
    return device.name().isEmpty() ? "device " + device.number() : SafeText.line(device.name());
  }

  static List<String> advice(boolean first) {
    return first
        ? List.of(
            "",
            "/link CODE adds one: the new device shows the code. /unlink NUMBER takes one off.",
            "One that you do not know reads everything you do: /unlink it at once.")
        : List.of(
            "",
            "/link and /unlink are typed at the first device.",
            "One that you do not know reads everything you do: unlink it there at once.");
  }

  static Panel linkWarning(String name) {
    return new Panel(
        "Link " + (name.isEmpty() ? "a device" : "\"" + name + "\"") + " to your account?",
        List.of(
            "Whoever has that device reads and writes everything in your name from now on: messages, calls, contacts.",
            "Do it only if the code is on a screen in front of you, on a device of yours. Never link a code that somebody sent you, whatever they say it is for.",
            "Your contacts are told that your devices changed. Messages from before stay on this device. /unlink takes the device off again."));
  }

  static Panel unlinkWarning(String name) {
    return new Panel(
        "Take " + name + " off your account?",
        List.of(
            "It can neither read nor write in your name any more, and contacts are told. What it has received stays on it.",
            "If it was stolen: whoever opens it reads what is on it. Your other devices go on."));
  }

  static String linked(String name) {
    return name
        + " is a device of your account now. If you did not do that: /devices, then /unlink.";
  }

  static String unlinked(String name) {
    return name + " is not a device of your account any more.";
  }

  static String noSuchDevice(String typed) {
    return "There is no device " + typed + ". /devices lists them by number.";
  }
}
