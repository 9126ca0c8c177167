package org.phantomnet.desktop.chat;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Lines being drawn, all of one width. One thread. */
final class Drawing {
  private final int width;
  private final Look look;
  private final List<AttributedString> lines = new ArrayList<>();

  Drawing(int width, Look look) {
    this.width = width;
    this.look = look;
  }

  int width() {
    return width;
  }

  Look look() {
    return look;
  }

  List<AttributedString> lines() {
    return lines;
  }

  /** One line, cut or filled. */
  Drawing line(String text, AttributedStyle style) {
    lines.add(new AttributedString(Columns.fit(text, width, look.ellipsis()), style));
    return this;
  }

  Drawing blank() {
    return line("", look.plain());
  }

  Drawing rule() {
    return line(look.across().repeat(width), look.faint());
  }

  /** As many lines as it needs, the later ones indented. */
  Drawing paragraph(String text, int indent, AttributedStyle style) {
    String first = "";
    for (String part : Columns.wrap(text, Math.max(1, width - indent))) {
      line(first + part, style);
      first = " ".repeat(indent);
    }
    return this;
  }

  /** Left and right on one line; the left gives way. */
  Drawing sides(String left, AttributedStyle leftStyle, String right, AttributedStyle rightStyle) {
    String shown = Columns.cut(right, width);
    int room = width - Columns.width(shown);
    lines.add(
        new AttributedStringBuilder()
            .append(Columns.fit(left, room, look.ellipsis()), leftStyle)
            .append(shown, rightStyle)
            .toAttributedString());
    return this;
  }

  /** A badge, then text that wraps under itself. */
  Drawing badge(String badge, AttributedStyle badgeStyle, String text, AttributedStyle style) {
    String label = " " + badge + " ";
    int indent = Math.min(Columns.width(label) + 1, width / 2);
    List<String> parts = Columns.wrap(text, Math.max(1, width - indent));
    for (int i = 0; i < parts.size(); i++) {
      AttributedStringBuilder line = new AttributedStringBuilder();
      if (i == 0) {
        line.append(Columns.fit(label, indent - 1, ""), badgeStyle).append(" ", style);
      } else {
        line.append(" ".repeat(indent), style);
      }
      lines.add(
          line.append(Columns.fit(parts.get(i), width - indent, look.ellipsis()), style)
              .toAttributedString());
    }
    return this;
  }

  /** A line drawn already. */
  Drawing add(AttributedString line) {
    lines.add(line);
    return this;
  }
}
