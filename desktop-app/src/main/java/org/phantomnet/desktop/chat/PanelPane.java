package org.phantomnet.desktop.chat;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.phantomnet.desktop.qr.QrRoomException;
import org.phantomnet.desktop.qr.QrText;

/** Something to read, and perhaps to confirm. */
final class PanelPane {
  private static final int INDENT = 2;

  private PanelPane() {}

  static void draw(Panel panel, int rows, Drawing on) {
    Look look = on.look();
    on.line(" " + panel.title(), look.bold());
    on.blank();
    for (String line : panel.lines()) {
      on.paragraph(" ".repeat(INDENT) + line, INDENT + leading(line), look.plain());
    }
    panel.code().ifPresent(code -> code(code, rows, on));
  }

  /** Lists keep their second column straight when they wrap. */
  private static int leading(String line) {
    int gap = line.indexOf("  ");
    int end = gap;
    while (end >= 0 && end < line.length() && line.charAt(end) == ' ') {
      end++;
    }
    return gap > 0 && end < 24 ? end : 0;
  }

  private static void code(QrText code, int rows, Drawing on) {
    List<String> lines;
    try {
      lines = code.lines(on.look().codes(), on.width() - INDENT, rows);
    } catch (QrRoomException e) {
      on.paragraph(" ".repeat(INDENT) + e.advice(), INDENT, on.look().faint());
      return;
    }
    for (String line : lines) {
      on.add(
          new AttributedStringBuilder()
              .append(" ".repeat(INDENT))
              .append(AttributedString.fromAnsi(line)) // drawn here, from modules only
              .toAttributedString());
    }
  }

  /**
   * @param airy with a blank line after each paragraph
   */
  static void question(Question question, boolean airy, Drawing on) {
    on.line(" " + question.panel().title(), on.look().warning());
    on.blank();
    for (String line : question.panel().lines()) {
      on.paragraph(" ".repeat(INDENT) + line, INDENT, on.look().plain());
      if (airy) {
        on.blank();
      }
    }
    on.badge("Enter", on.look().bar(), question.yes(), on.look().bold());
    on.badge("Esc", on.look().bar(), ScreenWords.DO_NOTHING, on.look().plain());
  }
}
