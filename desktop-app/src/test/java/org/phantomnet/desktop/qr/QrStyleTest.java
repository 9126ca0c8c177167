package org.phantomnet.desktop.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class QrStyleTest {
  @Test
  void terminalWith256Colours_getsTheFixedPalette() {
    assertEquals(
        QrStyle.COLOURS_256,
        QrStyle.fitting(Map.of("TERM", "xterm-256color", "LANG", "en_GB.UTF-8")));
  }

  @Test
  void terminalOfTrueColour_getsTheFixedPalette() {
    assertEquals(
        QrStyle.COLOURS_256,
        QrStyle.fitting(Map.of("TERM", "xterm", "COLORTERM", "truecolor", "LC_ALL", "C.utf8")));
  }

  @Test
  void terminalWithFewColours_getsBasicColours() {
    assertEquals(
        QrStyle.COLOURS_8, QrStyle.fitting(Map.of("TERM", "linux", "LC_CTYPE", "C.UTF-8")));
  }

  @Test
  void person_whoWantsNoColour_getsPlainBlocks() {
    assertEquals(
        QrStyle.BLOCKS_ON_DARK,
        QrStyle.fitting(Map.of("TERM", "xterm-256color", "LANG", "C.UTF-8", "NO_COLOR", "1")));
  }

  @Test
  void localeWithoutBlocks_getsAscii() {
    assertEquals(
        QrStyle.ASCII_ON_DARK,
        QrStyle.fitting(Map.of("TERM", "xterm-256color", "LANG", "C.UTF-8", "LC_ALL", "POSIX")));
  }

  @Test
  void nothingKnown_getsAscii() {
    assertEquals(QrStyle.ASCII_ON_DARK, QrStyle.fitting(Map.of()));
  }
}
