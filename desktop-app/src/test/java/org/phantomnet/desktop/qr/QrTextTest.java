package org.phantomnet.desktop.qr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.ReaderException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;

/** What is printed is read back by another implementation. */
class QrTextTest {
  private static final String INVITATION =
      "phantom:alice@mailbox-1.example.org:8443#"
          + "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";

  @ParameterizedTest
  @EnumSource(
      value = QrStyle.class,
      names = {"COLOURS_256", "COLOURS_8", "BLOCKS_ON_DARK", "ASCII_ON_DARK"})
  void code_onDarkTerminal_isRead(QrStyle style) throws ReaderException {
    List<String> lines = QrText.of(INVITATION).lines(style);

    assertEquals(INVITATION, TerminalCamera.ofDarkTerminal().text(lines));
  }

  @ParameterizedTest
  @EnumSource(
      value = QrStyle.class,
      names = {"COLOURS_256", "COLOURS_8", "BLOCKS_ON_LIGHT", "ASCII_ON_LIGHT"})
  void code_onLightTerminal_isRead(QrStyle style) throws ReaderException {
    List<String> lines = QrText.of(INVITATION).lines(style);

    assertEquals(INVITATION, TerminalCamera.ofLightTerminal().text(lines));
  }

  @ParameterizedTest
  @EnumSource(QrStyle.class)
  void inverseTwice_isTheSame(QrStyle style) {
    assertEquals(style, style.inverse().inverse());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 17, 74, 500, 1500})
  void bytes_ofEveryValue_areReadAsTheyAre(int length) throws ReaderException {
    byte[] payload = new byte[length];
    new Random(length).nextBytes(payload);

    List<String> lines = QrText.of(Bytes.copyOf(payload)).lines(QrStyle.COLOURS_256);

    assertArrayEquals(payload, TerminalCamera.ofLightTerminal().payload(lines));
  }

  @Test
  void text_notAscii_isReadAsUtf8() throws ReaderException {
    String text = "Zo\u00eb \u2713 \u4f60\u597d";

    List<String> lines = QrText.of(text).lines(QrStyle.COLOURS_256);

    assertEquals(text, TerminalCamera.ofDarkTerminal().text(lines));
  }

  @Test
  void invitation_onOrdinaryTerminal_fits() throws QrRoomException {
    List<String> lines = QrText.of(INVITATION).lines(QrStyle.COLOURS_256, 80, 24);

    assertTrue(lines.size() <= 24);
  }

  @Test
  void code_whereRoomIsScarce_getsSmallerQuietZoneAndIsStillRead()
      throws QrRoomException, ReaderException {
    QrText code = QrText.of(INVITATION);
    int wide = columns(code.lines(QrStyle.BLOCKS_ON_LIGHT));

    List<String> lines = code.lines(QrStyle.BLOCKS_ON_LIGHT, wide - 4, 24);

    assertEquals(wide - 4, columns(lines));
    assertEquals(INVITATION, TerminalCamera.ofLightTerminal().text(lines));
  }

  @Test
  void code_onTooNarrowTerminal_isRefusedWithTheWidthItNeeds() {
    QrText code = QrText.of(INVITATION);
    int least = columns(code.lines(QrStyle.BLOCKS_ON_DARK)) - 4;

    QrRoomException refused =
        assertThrows(
            QrRoomException.class, () -> code.lines(QrStyle.BLOCKS_ON_DARK, least - 1, 100));

    assertTrue(refused.advice().contains("needs " + least + " columns"), refused.advice());
    assertTrue(refused.advice().contains("has " + (least - 1)), refused.advice());
  }

  @Test
  void code_onTooLowTerminal_isRefusedInPlaceOfScrolling() {
    QrText code = QrText.of(INVITATION);

    assertThrows(QrRoomException.class, () -> code.lines(QrStyle.ASCII_ON_DARK, 200, 24));
  }

  @Test
  void text_longerThanAnyCode_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> QrText.of("a".repeat(2954)));
  }

  private static int columns(List<String> lines) {
    return lines.get(0).length();
  }
}
