package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Text of strangers, on its way to a terminal, and lines that a person or a script types. */
class ChatTextFuzzTest {
  private static final int NARROW = 7;

  /**
   * Nothing that steers a terminal or turns the order of reading comes through, cleaning what is
   * clean changes nothing, and no line is wider than the screen.
   */
  @FuzzTest
  void line(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);

    for (String shown : SafeText.lines(text)) {
      shown.codePoints().forEach(c -> assertFalse(steers(c), () -> Integer.toHexString(c)));
      assertEquals(List.of(shown), SafeText.lines(shown));
      List<String> wrapped = Columns.wrap(shown, NARROW);
      assertTrue(wrapped.stream().allMatch(part -> Columns.width(part) <= NARROW));
      assertEquals(
          shown.replace(" ", ""), String.join("", wrapped).replace(" ", ""), "nothing is lost");
      assertEquals(NARROW, Columns.width(Columns.fit(shown, NARROW, "…")));
    }

    Typed typed = Typed.parse(text);
    assertEquals(typed.kind() == Typed.Kind.NOTHING, text.isBlank());
    assertFalse(typed.arguments().words().stream().anyMatch(word -> word.contains(" ")));
  }

  private static boolean steers(int c) {
    int type = Character.getType(c);
    boolean order = c == 0x200E || c == 0x200F || c >= 0x202A && c <= 0x202E;
    boolean isolate = c >= 0x2066 && c <= 0x2069;
    return type == Character.CONTROL || type == Character.LINE_SEPARATOR || order || isolate;
  }

  static List<byte[]> lineSeeds() {
    return List.of(
        utf8("/add bob@mail.example  #pin"),
        utf8("//slash\r\nand a second line"),
        utf8(
            "\u001b]0;title\u0007 \u202egnp.exe \u200b\u3164 e\u0301\u0301\u0301\u0301\u0301\u0301"),
        utf8("\u0915\u094d\u200d\u0937 \u4f60\u597d \ud83d\udc69\u200d\ud83d\udcbb \u3000 \u0000"));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
