package org.phantomnet.desktop.chat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A line as it was typed: a command, text for the open chat, or nothing. Immutable.
 *
 * @param kind what it is
 * @param name the command's name without its slash, in lower case; empty for text
 * @param arguments of the command
 * @param text what goes to the chat
 */
record Typed(Kind kind, String name, Arguments arguments, String text) {
  enum Kind {
    NOTHING,
    COMMAND,
    TEXT
  }

  /** A line that begins with "/" is a command; "//" begins a message with one slash. */
  static Typed parse(String line) {
    Arguments none = new Arguments(List.of());
    if (line.isBlank()) {
      return new Typed(Kind.NOTHING, "", none, "");
    }
    if (line.startsWith("//")) {
      return new Typed(Kind.TEXT, "", none, line.substring(1));
    }
    if (!line.startsWith("/")) {
      return new Typed(Kind.TEXT, "", none, line);
    }
    List<String> words = Arrays.asList(line.strip().split("\\s+"));
    return new Typed(
        Kind.COMMAND,
        words.get(0).substring(1).toLowerCase(Locale.ROOT),
        new Arguments(words.subList(1, words.size())),
        "");
  }
}
