package org.phantomnet.desktop.chat;

import org.jline.utils.AttributedStyle;
import org.phantomnet.desktop.qr.QrStyle;

/**
 * How the screen is drawn: with which characters, and whether in colours. Nothing is said by colour
 * alone. Immutable.
 */
record Look(boolean unicode, boolean colours, QrStyle codes) {
  // Block elements, not box drawing: JLine would turn those into an old character set.
  String across() {
    return unicode ? "▔" : "-";
  }

  String down() {
    return unicode ? "▏" : "|";
  }

  String ellipsis() {
    return unicode ? "…" : "~";
  }

  String dot() {
    return unicode ? "·" : "-";
  }

  String sent() {
    return unicode ? "✓" : "v";
  }

  String failed() {
    return unicode ? "✗" : "x";
  }

  String newline() {
    return unicode ? "⏎" : "/";
  }

  String prompt() {
    return unicode ? "›" : ">";
  }

  /** Five steps of signal, the last ones empty. */
  String bars(int full) {
    String steps = unicode ? "▁▃▅▆█" : "#####";
    return steps.substring(0, full) + (unicode ? "·" : ".").repeat(steps.length() - full);
  }

  AttributedStyle plain() {
    return AttributedStyle.DEFAULT;
  }

  AttributedStyle faint() {
    return colours
        ? AttributedStyle.DEFAULT.foreground(AttributedStyle.BRIGHT + AttributedStyle.BLACK)
        : AttributedStyle.DEFAULT;
  }

  AttributedStyle bold() {
    return AttributedStyle.BOLD;
  }

  AttributedStyle bar() {
    return AttributedStyle.INVERSE;
  }

  AttributedStyle good() {
    return colour(AttributedStyle.GREEN);
  }

  AttributedStyle warning() {
    return colour(AttributedStyle.YELLOW);
  }

  AttributedStyle accent() {
    return colour(AttributedStyle.CYAN);
  }

  private AttributedStyle colour(int colour) {
    return colours ? AttributedStyle.BOLD.foreground(colour) : AttributedStyle.BOLD;
  }
}
