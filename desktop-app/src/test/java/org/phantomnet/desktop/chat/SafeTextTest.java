package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hello, Bob!",
        "Grüße aus Łódź",
        "e\u0301te\u0301", // combining accents
        "क्\u200dष", // Devanagari too
        "漢字かな",
        "👍 ok"
      })
  void text_ofAnyLanguage_staysAsItIs(String text) {
    assertEquals(text, SafeText.line(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"שלום", "نص عربي", "می\u200cخواهم" /* Persian needs its joiner */, "a ١ b"})
  void text_fromRightToLeft_staysAsItIsBetweenMarks(String text) {
    assertEquals("\u200e" + text + "\u200e", SafeText.line(text));
  }

  @Test
  void escapeSequences_areShownAndSteerNothing() {
    assertEquals(
        "<U+001B>[2J<U+001B>]0;owned<U+0007>", SafeText.line("\u001b[2J\u001b]0;owned\u0007"));
    assertEquals("<U+009B>31mred", SafeText.line("\u009b31mred"));
    assertEquals("a<U+0008><U+007F>", SafeText.line("a\b\u007f"));
    assertEquals("good<U+000D>evil", SafeText.line("good\revil"));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x200E, 0x200F,
        0x061C, 0x200B, 0x2060, 0xFEFF, 0x00AD, 0x2028, 0x2029, 0xE0041, 0xE000, 0x115F, 0x3164,
        0x2800, 0xD800, 0xFFF9
      })
  void tricks_ofOrderAndInvisibility_areShown(int codePoint) {
    String shown = SafeText.line("a" + new String(Character.toChars(codePoint)) + "b");

    assertEquals(String.format("a<U+%04X>b", codePoint), shown);
  }

  @Test
  void joiners_outsideTheirScripts_areShown() {
    assertEquals("pay<U+200D>pal", SafeText.line("pay\u200dpal"));
    assertEquals("<U+200C>x", SafeText.line("\u200cx"));
  }

  @Test
  void pictures_ofSeveralParts_fallApartQuietly() {
    assertEquals("👩👧", SafeText.line("👩\u200d👧"));
    assertEquals("❤", SafeText.line("❤\ufe0f"));
    assertEquals("👍", SafeText.line("👍🏽"));
    assertEquals("DE", SafeText.line("🇩🇪"));
  }

  @Test
  void marks_heapedOnOneLetter_areCut() {
    String zalgo = "a" + "\u0301".repeat(500) + "b";

    assertEquals("a" + "\u0301".repeat(4) + "<U+0301>b", SafeText.line(zalgo));
  }

  @Test
  void mark_withoutALetter_doesNotWriteOnWhatStandsBefore() {
    assertEquals("<U+0301>a", SafeText.line("\u0301a"));
  }

  @Test
  void lines_areTheOnesWritten_withoutEmptyOnesAtTheEnd() {
    assertEquals(List.of("a", "", "b"), SafeText.lines("a\n\r\nb\n\n"));
    assertEquals(List.of(""), SafeText.lines(""));
    assertEquals("a b", SafeText.line("a\nb"));
  }

  @Test
  void everyCodePoint_afterCleaning_isHarmless() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String shown = SafeText.line("x" + new String(Character.toChars(c)) + "y");
      if (shown.length() > 2 && shown.startsWith("\u200e") && shown.endsWith("\u200e")) {
        shown = shown.substring(1, shown.length() - 1); // its own marks
      }
      String text = shown;
      int codePoint = c;
      assertTrue(
          text.codePoints().noneMatch(SafeTextTest::steers), () -> Integer.toHexString(codePoint));
      assertFalse(text.isEmpty());
    }
  }

  private static boolean steers(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.SURROGATE
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.PRIVATE_USE
        || type == Character.UNASSIGNED;
  }

  @Test
  void text_fromRightToLeft_isMarkedOnceHoweverOftenItIsHandedOn() {
    String marked = SafeText.line("שלום");

    assertEquals(marked, SafeText.isolated(marked));
    assertEquals(marked + "  ", Columns.fit(marked, 6, "~"));
  }

  @Test
  void longWord_behindAnIndent_isBrokenWithoutAnEmptyLine() {
    assertEquals(List.of("  abcd", "efgh"), Columns.wrap("  abcdefgh", 6));
  }
}
