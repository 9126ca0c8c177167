package org.phantomnet.desktop.chat;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Text that others wrote, made fit for a terminal: it can neither steer the terminal (control and
 * escape characters), nor turn the order of what is read (bidi overrides), nor hide (zero-width and
 * filler characters), nor break the layout. What is taken out shows as {@code <U+202E>}, so that a
 * trick is seen and not just undone. Names and messages reach a face only through this class.
 */
public final class SafeText {
  /** More marks on one letter than any script needs would write over the lines above and below. */
  private static final int MOST_MARKS = 4;

  private static final String LEFT_TO_RIGHT_MARK = "\u200e";
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int REGIONAL_A = 0x1F1E6;
  private static final int REGIONAL_Z = 0x1F1FF;

  /** Scripts whose spelling needs the joiners between letters. */
  private static final Set<UnicodeScript> JOINING =
      EnumSet.of(
          UnicodeScript.ARABIC,
          UnicodeScript.SYRIAC,
          UnicodeScript.MONGOLIAN,
          UnicodeScript.NKO,
          UnicodeScript.DEVANAGARI,
          UnicodeScript.BENGALI,
          UnicodeScript.GURMUKHI,
          UnicodeScript.GUJARATI,
          UnicodeScript.ORIYA,
          UnicodeScript.TAMIL,
          UnicodeScript.TELUGU,
          UnicodeScript.KANNADA,
          UnicodeScript.MALAYALAM,
          UnicodeScript.SINHALA,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR,
          UnicodeScript.TIBETAN);

  private final String raw;
  private final StringBuilder out = new StringBuilder();
  private int marks;

  private SafeText(String raw) {
    this.raw = raw;
  }

  /** On one line: line ends become spaces. */
  public static String line(String untrusted) {
    return isolated(String.join(" ", lines(untrusted)));
  }

  /**
   * Clean text that is written from right to left gets a mark on both sides, so that it cannot turn
   * the order of what stands beside it. Not Unicode's isolates: many terminals do not know them.
   */
  static String isolated(String clean) {
    boolean turns =
        clean.codePoints().map(Character::getDirectionality).anyMatch(SafeText::isRightToLeft);
    return turns && !clean.startsWith(LEFT_TO_RIGHT_MARK)
        ? LEFT_TO_RIGHT_MARK + clean + LEFT_TO_RIGHT_MARK
        : clean;
  }

  private static boolean isRightToLeft(int direction) {
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
        || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
  }

  /** A line of text for each line written; at least one. */
  public static List<String> lines(String untrusted) {
    List<String> lines = new ArrayList<>();
    for (String part : untrusted.split("\r\n|\n", -1)) {
      lines.add(new SafeText(part).clean());
    }
    while (lines.size() > 1 && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return List.copyOf(lines);
  }

  private String clean() {
    for (int at = 0; at < raw.length(); ) {
      int c = raw.codePointAt(at);
      int next = at + Character.charCount(c);
      if (isMark(c)) {
        mark(c);
      } else {
        marks = 0;
        append(c, next);
      }
      at = next;
    }
    return out.toString();
  }

  private void mark(int c) {
    marks++;
    if (isEmojiPart(c)) {
      return;
    }
    if (isFiller(c) || out.length() == 0) {
      show(c);
    } else if (marks <= MOST_MARKS) {
      out.appendCodePoint(c);
    } else if (marks == MOST_MARKS + 1) {
      show(c);
    }
  }

  private void append(int c, int next) {
    if (c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
      out.append(c == 0x3000 ? "  " : " ");
    } else if (c >= REGIONAL_A && c <= REGIONAL_Z) {
      out.append((char) ('A' + c - REGIONAL_A)); // flags are pairs of letters
    } else if (isEmojiPart(c)) {
      return; // a skin tone: terminals disagree on its width
    } else if (c == ZERO_WIDTH_JOINER || c == ZERO_WIDTH_NON_JOINER) {
      joiner(c, next);
    } else if (isDangerous(c)) {
      show(c);
    } else {
      out.appendCodePoint(c);
    }
  }

  private void joiner(int c, int next) {
    if (out.length() == 0 || next == raw.length()) {
      show(c);
      return;
    }
    int before = out.codePointBefore(out.length()); // as shown: not what was taken out
    int after = raw.codePointAt(next);
    UnicodeScript script = UnicodeScript.of(before);
    if (JOINING.contains(script) && UnicodeScript.of(after) == script) {
      out.appendCodePoint(c);
    } else if (!(isPicture(before) && isPicture(after))) {
      show(c);
    }
  }

  private void show(int c) {
    out.append(String.format(Locale.ROOT, "<U+%04X>", c));
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK;
  }

  private static boolean isDangerous(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> isFiller(c);
    };
  }

  /** Letters and marks that show nothing. */
  private static boolean isFiller(int c) {
    return c == 0x034F // combining grapheme joiner
        || c == 0x115F
        || c == 0x1160
        || c == 0x3164
        || c == 0xFFA0 // Hangul fillers
        || c == 0x2800 // Braille blank
        || c == 0x17B4
        || c == 0x17B5 // Khmer inherent vowels
        || (c >= 0x180B && c <= 0x180F) // Mongolian selectors
        || (c >= 0xFE00 && c <= 0xFE0D)
        || (c >= 0xE0100 && c <= 0xE01EF); // variation selectors
  }

  /** Text or picture style, and skin tones: left out, they change no meaning. */
  private static boolean isEmojiPart(int c) {
    return c == 0xFE0E || c == 0xFE0F || (c >= 0x1F3FB && c <= 0x1F3FF);
  }

  private static boolean isPicture(int c) {
    return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) || isEmojiPart(c);
  }
}
