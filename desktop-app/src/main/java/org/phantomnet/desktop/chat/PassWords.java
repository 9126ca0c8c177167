package org.phantomnet.desktop.chat;

import org.phantomnet.desktop.client.TokenPasses;

/** What is said of passes: the one place, to be translated. */
final class PassWords {
  static final String TITLE = "Passes for anonymous tokens";
  static final String NONE =
      "No passes. Tokens are earned by a second of work; a pass from an operator spares it.";

  private PassWords() {}

  static String kept(TokenPasses.Kept kept) {
    return kept.listed()
        ? "Kept. Tokens come from " + kept.issuer() + " in the background; /pass shows how it goes."
        : "Kept. The relay list names no issuer "
            + kept.issuer()
            + " yet: check the name, or wait.";
  }

  static String forgotten(String issuer) {
    return "The pass of " + issuer + " is forgotten. Tokens that it gave stay good.";
  }

  static String line(TokenPasses.Kept kept) {
    String state =
        switch (kept.state()) {
          case NOT_SHOWN -> kept.listed() ? "not used yet" : "not on the relay list";
          case GIVES -> "gives tokens";
          case REFUSED -> "refused: wrong, or used up. Ask its operator for another one";
          case LATER -> "could not be used now; tried again later";
        };
    return kept.issuer() + (kept.invite() ? " (invitation): " : " (account): ") + state;
  }
}
