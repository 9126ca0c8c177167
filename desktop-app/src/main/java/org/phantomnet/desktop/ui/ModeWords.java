package org.phantomnet.desktop.ui;

import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.ModeWish;
import org.phantomnet.protocol.signal.CallMode;

/** What a mode is called and what it promises, as DESIGN 6 words it: the one place. */
public final class ModeWords {
  private ModeWords() {}

  public static String name(CallMode mode) {
    return switch (mode) {
      case FAST -> "Fast";
      case PRIVATE -> "Private";
      case PARANOID -> "Paranoid";
    };
  }

  public static String label(CallMode mode) {
    return switch (mode) {
      case FAST -> "Peer may see your IP";
      case PRIVATE -> "Your IP is hidden from the peer";
      case PARANOID -> "Highest concealment, expect delay";
    };
  }

  /** Beside the label of a mode that came too late to hide the address. */
  public static final String ADDRESS_SHOWN = "Peer has already seen your IP";

  /** The label of a call, which may have been in a weaker mode before. */
  public static String label(CallMode mode, boolean addressShown) {
    return addressShown && mode.isStricterThan(CallMode.FAST)
        ? label(mode) + " | " + ADDRESS_SHOWN
        : label(mode);
  }

  /** While no connection in that mode is in use. */
  public static String switching(CallMode from, CallMode to) {
    return "Switching to "
        + name(to)
        + (from.isStricterThan(to) ? ", if the other side agrees ..." : " ...");
  }

  /** The same, of a wish that may have been taken back. */
  public static String switching(CallSnapshot call, CallMode to) {
    return call.wish()
        .filter(wish -> wish == ModeWish.TAKING_BACK)
        .map(wish -> wish(wish, call.mode()))
        .orElseGet(() -> switching(call.mode(), to));
  }

  /** What there is to say of a wish of this side, beside the mode that it is for. */
  public static String wish(ModeWish wish, CallMode stays) {
    return switch (wish) {
      case TAKING_BACK ->
          "Taken back. Unless the other side said yes before it heard of that, this call stays in "
              + name(stays)
              + ".";
      case TOO_OFTEN ->
          "A weaker mode can be asked for twice in a call, five minutes apart. Nothing was sent:"
              + " this call stays in "
              + name(stays)
              + ".";
    };
  }

  public static String tookBack(CallMode stays) {
    return "Taken back: this call stays in " + name(stays) + ".";
  }

  /** What a call that was in Fast gains and pays in a stricter mode. */
  public static String change(CallMode to) {
    String way =
        switch (to) {
          case FAST -> throw new IllegalArgumentException("no mode is weaker");
          case PRIVATE -> "sound crosses two relays, and the delay rises a little";
          case PARANOID -> "sound crosses an overlay network, with a noticeable delay";
        };
    return name(to) + ": " + way + "; the other side has already seen your IP.";
  }

  public static final String NOTHING_ASKED = "Nobody asks for another mode.";
  public static final String NO_CALL_TO_SWITCH = "There is no call.";
  public static final String NOT_CONNECTED_TO_SWITCH =
      "The call is not connected: its mode can be changed once it is.";

  public static String inModeAlready(CallMode mode) {
    return "The call is in " + name(mode) + " mode already.";
  }

  public static String notBuilt(CallMode mode) {
    return name(mode) + " mode is not in this version. Nothing was changed.";
  }

  public static String belowFloor(CallMode floor) {
    return "You take only "
        + name(floor)
        + " mode or stricter with this contact. Nothing was changed.";
  }

  public static String classicalRefused(CallMode mode) {
    return "You require post-quantum media of this contact, and "
        + name(mode)
        + " mode has none. Nothing was changed.";
  }

  /** The other side's version cannot, or says no; a weaker mode is not recommended (ADV-38). */
  public static String notSwitched(CallMode to, CallMode stays) {
    String kept =
        "The other side does not switch to " + name(to) + ": this call stays in " + name(stays);
    return to.isStricterThan(stays)
        ? kept + ". Hang up and call again in " + name(to) + " mode."
        : kept + ".";
  }

  /** What the other side and the relays learn. */
  public static String exposure(CallMode mode) {
    return switch (mode) {
      case FAST ->
          "Your devices connect directly where they can: the other side may see your IP address, and with it roughly where you are.";
      case PRIVATE ->
          "The call goes through two relays of different operators. The other side does not see your IP address. Your relay sees it, but not whom you talk to.";
      case PARANOID ->
          "The call reaches its relays through an overlay network. Neither the other side nor a relay sees your IP address.";
    };
  }

  /** What keys the media, as a label. */
  public static String media(CallMode mode) {
    return switch (mode) {
      case FAST -> "classical media";
      case PRIVATE, PARANOID -> "post-quantum media";
    };
  }

  /** What keys the media, and what that means. */
  public static String mediaKeys(CallMode mode) {
    return switch (mode) {
      case FAST ->
          "Classical media: who records the call now and has a quantum computer one day may hear it then.";
      case PRIVATE, PARANOID ->
          "Post-quantum media: the call's own keys protect it too, and change every half hour.";
    };
  }

  /** What to expect of sound and delay. */
  public static String expectation(CallMode mode) {
    return switch (mode) {
      case FAST -> "Best sound, shortest delay.";
      case PRIVATE -> "Good sound; a little more delay than a direct call.";
      case PARANOID -> "Clear speech with a noticeable delay, often half a second; no video.";
    };
  }
}
