package org.phantomnet.desktop.chat;

import org.jline.keymap.KeyMap;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;

/** What the keys stand for. */
enum Key {
  INSERT,
  PASTE,
  ENTER,
  TAB,
  ESCAPE,
  BACKSPACE,
  DELETE,
  LEFT,
  RIGHT,
  HOME,
  END,
  OLDER,
  NEWER,
  PAGE_UP,
  PAGE_DOWN,
  KILL_TO_START,
  KILL_TO_END,
  KILL_WORD,
  NEXT_CHAT,
  PREVIOUS_CHAT,
  REDRAW,
  INTERRUPT,
  END_OF_INPUT,
  HELP,
  ANSWER,
  HANG_UP,
  MUTE,
  NOTHING;

  private static final long ESCAPE_WAIT_MILLIS = 100;
  static final String PASTE_BEGINS = "\033[200~";
  static final String PASTE_ENDS = "\033[201~";

  /** For this terminal. Control characters that mean nothing are dropped, never inserted. */
  static KeyMap<Key> map(Terminal terminal) {
    KeyMap<Key> map = new KeyMap<>();
    for (char control = 0; control < ' '; control++) {
      map.bind(NOTHING, String.valueOf(control));
    }
    map.setUnicode(INSERT);
    map.setNomatch(NOTHING);
    map.setAmbiguousTimeout(ESCAPE_WAIT_MILLIS);
    for (char printable = ' '; printable < 127; printable++) {
      map.bind(INSERT, String.valueOf(printable));
    }
    map.bind(PASTE, PASTE_BEGINS);
    map.bind(ENTER, "\r", "\n");
    map.bind(TAB, "\t");
    map.bind(ESCAPE, "\033");
    map.bind(BACKSPACE, KeyMap.del(), KeyMap.ctrl('H'));
    bind(map, terminal, DELETE, Capability.key_dc, "\033[3~");
    bind(map, terminal, LEFT, Capability.key_left, "\033[D", "\033OD");
    bind(map, terminal, RIGHT, Capability.key_right, "\033[C", "\033OC");
    bind(map, terminal, OLDER, Capability.key_up, "\033[A", "\033OA");
    bind(map, terminal, NEWER, Capability.key_down, "\033[B", "\033OB");
    bind(map, terminal, HOME, Capability.key_home, "\033[H", "\033OH", "\033[1~", KeyMap.ctrl('A'));
    bind(map, terminal, END, Capability.key_end, "\033[F", "\033OF", "\033[4~", KeyMap.ctrl('E'));
    bind(map, terminal, PAGE_UP, Capability.key_ppage, "\033[5~");
    bind(map, terminal, PAGE_DOWN, Capability.key_npage, "\033[6~");
    bind(map, terminal, HELP, Capability.key_f1, "\033OP", "\033[11~");
    bind(map, terminal, ANSWER, Capability.key_f2, "\033OQ", "\033[12~");
    bind(map, terminal, HANG_UP, Capability.key_f3, "\033OR", "\033[13~");
    bind(map, terminal, MUTE, Capability.key_f4, "\033OS", "\033[14~");
    map.bind(KILL_TO_START, KeyMap.ctrl('U'));
    map.bind(KILL_TO_END, KeyMap.ctrl('K'));
    map.bind(KILL_WORD, KeyMap.ctrl('W'));
    map.bind(NEXT_CHAT, KeyMap.ctrl('N'));
    map.bind(PREVIOUS_CHAT, KeyMap.ctrl('P'));
    map.bind(REDRAW, KeyMap.ctrl('L'));
    map.bind(INTERRUPT, KeyMap.ctrl('C'));
    map.bind(END_OF_INPUT, KeyMap.ctrl('D'));
    return map;
  }

  private static void bind(
      KeyMap<Key> map, Terminal terminal, Key key, Capability capability, String... usual) {
    String own = KeyMap.key(terminal, capability);
    if (own != null && !own.isEmpty()) {
      map.bind(key, own);
    }
    map.bind(key, usual);
  }
}
