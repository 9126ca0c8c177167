package org.phantomnet.desktop.chat;

import java.util.List;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.phantomnet.messenger.history.ChatMessage;

/** The open chat: a title, then its messages, the newest at the bottom. */
final class ChatPane {
  private static final int MARK = 3;
  private static final int TIME = 6;
  private static final int LONGEST_NAME = 12;

  private ChatPane() {}

  static void draw(View.Open chat, View view, Drawing on) {
    Look look = on.look();
    if (chat.messages().isEmpty()) {
      on.blank();
      on.paragraph(" " + ScreenWords.NO_MESSAGES, 1, look.faint());
    }
    String day = "";
    for (ChatMessage message : chat.messages()) {
      String messageDay = Times.day(message.sentAt(), view.zone());
      if (!messageDay.equals(day)) {
        day = messageDay;
        on.line("   " + day, look.faint());
      }
      message(chat, message, view, on);
    }
  }

  static void title(View.Open chat, Drawing on) {
    on.sides(
        " " + chat.name(),
        on.look().bold(),
        chat.state() + " ",
        chat.warning() ? on.look().warning() : on.look().good());
  }

  private static void message(View.Open chat, ChatMessage message, View view, Drawing on) {
    Look look = on.look();
    int nameWidth =
        Math.min(
            LONGEST_NAME, Math.max(Columns.width(ScreenWords.YOU), Columns.width(chat.name())));
    String name = message.outgoing() ? ScreenWords.YOU : chat.name();
    int indent = MARK + TIME + nameWidth + 2;
    String head =
        Columns.fit(mark(message.state(), look), MARK, "")
            + Columns.fit(Times.time(message.sentAt(), view.zone()), TIME, "");
    AttributedStyle nameStyle = message.outgoing() ? look.faint() : look.accent();
    AttributedStyle style =
        message.state() == ChatMessage.State.FAILED ? look.warning() : look.plain();
    boolean first = true;
    for (String line : SafeText.lines(message.text())) {
      List<String> parts = Columns.wrap(line, Math.max(1, on.width() - indent));
      for (String part : parts) {
        AttributedStringBuilder drawn = new AttributedStringBuilder();
        if (first) {
          drawn
              .append(head, look.faint())
              .append(Columns.fit(name, nameWidth, look.ellipsis()) + "  ", nameStyle);
        } else {
          drawn.append(" ".repeat(indent), style);
        }
        first = false;
        on.add(
            drawn
                .append(Columns.fit(part, Math.max(1, on.width() - indent), look.ellipsis()), style)
                .toAttributedString());
      }
    }
  }

  private static String mark(ChatMessage.State state, Look look) {
    return switch (state) {
      case QUEUED -> look.dot();
      case SENT -> look.sent();
      case DELIVERED -> look.sent() + look.sent();
      case FAILED -> look.failed();
      case UNREAD, READ -> "";
    };
  }
}
