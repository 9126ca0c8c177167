package org.phantomnet.desktop.chat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The words of the start on a device that is to be linked: the one place, to be translated. */
final class LinkWords {
  static final String DEFAULT_NAME = "computer";
  static final List<String> ACCOUNT =
      List.of(
          "",
          "2. Your account",
          "   new   opens one: you choose a name.",
          "   link  makes this a second device of an account that you have elsewhere.",
          "");
  static final String ACCOUNT_PROMPT = "   new or link? [new] ";
  static final String NEITHER = "   Type new or link.";
  static final String NAME_PROMPT = "   What do you call this device? [" + DEFAULT_NAME + "] ";
  static final String BAD_NAME = "   That is too long: at most 64 bytes.";
  static final List<String> HOW =
      List.of("", "   On the first device of your account type /link and this code, or scan it.");
  static final String TITLE = "Link code of this device";
  static final String GIVEN_UP = "   Given up; the code is of no use any more.";
  static final String NOT_MOVED =
      "Contacts come over now. Messages from before stay on your other device.";
  static final String GO_ON = "   Enter goes on. ";

  private LinkWords() {}

  static String waiting(long seconds) {
    return String.format(
        Locale.ROOT, "   Waiting, %d:%02d left. Enter gives up.", seconds / 60, seconds % 60);
  }

  static List<String> linkedTo(String account, Path directory) {
    return List.of(
        "   This is now a device of " + account + ".",
        "   Is that not your account? Then somebody else used the code: press Ctrl-C,",
        "   delete " + directory + ", and begin again.",
        "   " + NOT_MOVED);
  }

  /** Where nobody is asked. */
  static List<String> plain(String code) {
    return List.of(
        "On the first device of your account: /link " + code,
        "It lives ten minutes. Ctrl-C gives up. " + NOT_MOVED);
  }
}
