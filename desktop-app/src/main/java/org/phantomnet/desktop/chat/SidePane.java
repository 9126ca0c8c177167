package org.phantomnet.desktop.chat;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/** The list of chats, with what is new and who is what. */
final class SidePane {
  private SidePane() {}

  static List<AttributedString> draw(View view, Drawing on) {
    Look look = on.look();
    on.line(" " + ScreenWords.CHATS, look.bold());
    for (View.Row chat : view.chats()) {
      AttributedStyle style =
          chat.open() ? look.bar() : chat.unread() > 0 ? look.bold() : look.plain();
      String unread = chat.unread() > 0 ? " " + chat.unread() + " new " : " ";
      on.sides(" " + chat.name(), style, unread, chat.unread() > 0 ? look.accent() : style);
      if (!chat.mark().isEmpty()) {
        on.line("   " + chat.mark(), look.faint());
      }
    }
    return on.lines();
  }
}
