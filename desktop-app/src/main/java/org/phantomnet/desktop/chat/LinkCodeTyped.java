package org.phantomnet.desktop.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands behind {@code /link}. Immutable.
 *
 * @param code whole, without spaces
 * @param name of the device, or empty
 */
record LinkCodeTyped(String code, String name) {
  private static final int GROUP = 7;
  private static final String PREFIX = "phantom-link:";
  private static final int LENGTH = PREFIX.length() + 77; // spec/17

  /** A code may be typed in groups, as it is shown; the name follows it. */
  static Optional<LinkCodeTyped> of(Arguments words) {
    StringBuilder code = new StringBuilder();
    int used = 0;
    while (used < words.words().size() && code.length() < LENGTH) {
      code.append(words.words().get(used++));
    }
    return code.length() == 0
        ? Optional.empty()
        : Optional.of(
            new LinkCodeTyped(
                code.toString(),
                String.join(" ", words.words().subList(used, words.words().size()))));
  }

  /** The code in groups that can be typed, on lines of at most so many columns. */
  static List<String> grouped(String code, int columns) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder(PREFIX);
    String rest = code.substring(PREFIX.length());
    for (int at = 0; at < rest.length(); at += GROUP) {
      String group = rest.substring(at, Math.min(rest.length(), at + GROUP));
      if (line.length() + 1 + group.length() > columns) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(group);
    }
    lines.add(line.toString());
    return lines;
  }
}
