package org.phantomnet.desktop.chat;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/** Text measured in a terminal's columns, where some characters take two and some none. */
final class Columns {
  private Columns() {}

  static int width(String text) {
    return text.codePoints().map(Columns::width).sum();
  }

  private static int width(int c) {
    return Math.max(0, WCWidth.wcwidth(c));
  }

  /** As much of the start as fits. */
  static String cut(String text, int columns) {
    int used = 0;
    int at = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      used += width(c);
      if (used > columns) {
        break;
      }
      at += Character.charCount(c);
    }
    return text.substring(0, at);
  }

  /** Exactly that wide: cut with a mark, or filled with spaces. */
  static String fit(String text, int columns, String ellipsis) {
    String shown =
        width(text) <= columns
            ? text
            : cut(text, Math.max(0, columns - width(ellipsis))) + cut(ellipsis, columns);
    return SafeText.isolated(shown) + " ".repeat(Math.max(0, columns - width(shown)));
  }

  /** Broken at spaces where there are any; never wider, at least one line. */
  static List<String> wrap(String text, int columns) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (width(rest) > columns) {
      String head = cut(rest, Math.max(1, columns));
      if (head.isEmpty()) {
        head = rest.substring(0, rest.offsetByCodePoints(0, 1)); // wider than the screen
      }
      int space = rest.startsWith(" ", head.length()) ? head.length() : head.lastIndexOf(' ');
      if (head.substring(0, Math.max(0, space)).isBlank()) {
        space = 0; // an indent is no place to break
      }
      int end = space > 0 ? space : head.length();
      lines.add(rest.substring(0, end));
      rest = rest.substring(space > 0 ? end + 1 : end);
    }
    lines.add(rest);
    return lines;
  }
}
