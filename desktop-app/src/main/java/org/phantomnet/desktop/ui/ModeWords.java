package org.phantomnet.desktop.ui;

import org.phantomnet.protocol.signal.CallMode;

/** What a mode is called and what it promises, as DESIGN 6 words it. */
public final class ModeWords {
  private ModeWords() {}

  public static String label(CallMode mode) {
    return switch (mode) {
      case FAST -> "Peer may see your IP";
      case PRIVATE -> "Your IP is hidden from the peer";
      case PARANOID -> "Highest concealment, expect delay";
    };
  }
}
