package org.phantomnet.desktop.ui;

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
