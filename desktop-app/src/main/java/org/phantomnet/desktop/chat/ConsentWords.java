package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.Locale;
import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.protocol.signal.CallMode;

/** The words of what is asked before a call: the one place, to be translated. */
final class ConsentWords {
  static final String YES_CALL = "go on with the call";
  static final String YES_FAST = "yes, they may see my IP";
  static final String OTHER_SIDE_SEES =
      "The other side sees your name, when you call, and how long. Your mailbox sees that sealed messages pass, not what they say.";
  static final String STRICTER_ANY_TIME =
      "This is asked once for each contact. /mode sets another mode, /receipt shows afterwards what the call gave away.";

  private ConsentWords() {}

  static String firstCallTitle(String name) {
    return "Before your first call with " + name;
  }

  static String verification(String name, boolean verified) {
    return verified
        ? "Verified: you compared the safety number with " + name + "."
        : "Not verified: you have not compared the safety number with "
            + name
            + " yet. Someone in between cannot be ruled out; /verify "
            + name
            + " takes a minute.";
  }

  static Panel fastWarning() {
    return new Panel(
        ModeWords.label(CallMode.FAST),
        List.of(
            ModeWords.exposure(CallMode.FAST),
            ModeWords.mediaKeys(CallMode.FAST),
            "What they have seen cannot be taken back. Private mode hides it and is as simple: /call NAME private.",
            "This is asked once."));
  }

  /** Of a weaker mode in the call that runs, asked for by this side or the other. */
  static Panel weaker(String name, CallMode to, boolean theyAsk) {
    return new Panel(
        ModeWords.name(to) + " mode: " + ModeWords.label(to),
        List.of(
            ModeWords.exposure(to),
            ModeWords.mediaKeys(to),
            "What they have seen cannot be taken back.",
            theyAsk
                ? name + " asks for it. Unless you agree the call stays as it is."
                : name + " is asked, too. Unless they agree the call stays as it is."));
  }

  static String requested(String name, CallMode now, CallMode to) {
    return name
        + " asks for "
        + ModeWords.name(to)
        + " mode. /switch "
        + to.name().toLowerCase(Locale.ROOT)
        + " tells you what that shows, /switch "
        + now.name().toLowerCase(Locale.ROOT)
        + " says no.";
  }

  static Panel stricter(String name, CallMode required) {
    return new Panel(
        name + " takes calls in " + ModeWords.name(required) + " mode only",
        List.of(
            "Call again in "
                + ModeWords.name(required)
                + " mode? "
                + ModeWords.label(required)
                + ".",
            ModeWords.expectation(required)));
  }

  static String yesStricter(CallMode required) {
    return "call in " + ModeWords.name(required) + " mode";
  }

  static Panel floorIsStricter(String name, CallMode floor) {
    return new Panel(
        "You take only " + ModeWords.name(floor) + " or stricter with " + name,
        List.of(
            "Call in " + ModeWords.name(floor) + " mode? " + ModeWords.label(floor) + ".",
            ModeWords.expectation(floor)));
  }
}
