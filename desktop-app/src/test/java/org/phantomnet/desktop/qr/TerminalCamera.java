package org.phantomnet.desktop.qr;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.Result;
import com.google.zxing.ResultMetadataType;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Looks at printed lines as a phone's camera looks at a terminal: paints every cell as the terminal
 * would, on its ground, and hands the picture to a QR reader that shares nothing with the writer.
 */
final class TerminalCamera {
  /** Pixels of a half-block cell; a cell is twice as high as wide. */
  private static final int WIDTH = 6;

  private static final int HEIGHT = 12;

  /** Cells of bare terminal around the lines. */
  private static final int MARGIN = 3;

  private static final int WHITE = 0xffffff;
  private static final int BLACK = 0;

  private final int ground;
  private final int ink;

  private TerminalCamera(int ground, int ink) {
    this.ground = ground;
    this.ink = ink;
  }

  static TerminalCamera ofDarkTerminal() {
    return new TerminalCamera(0x1e1e2e, 0xd0d0d0);
  }

  static TerminalCamera ofLightTerminal() {
    return new TerminalCamera(0xfdf6e3, 0x303030);
  }

  String text(List<String> lines) throws ReaderException {
    return read(lines).getText();
  }

  /** The payload of the byte segments. */
  byte[] payload(List<String> lines) throws ReaderException {
    List<?> segments =
        (List<?>)
            Objects.requireNonNull(
                read(lines).getResultMetadata().get(ResultMetadataType.BYTE_SEGMENTS));
    return (byte[]) Objects.requireNonNull(segments.get(0));
  }

  private Result read(List<String> lines) throws ReaderException {
    int columns = lines.stream().mapToInt(line -> plain(line).length()).max().orElse(0);
    int width = (columns + 2 * MARGIN) * WIDTH;
    int height = (lines.size() + 2 * MARGIN) * HEIGHT;
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, ground);
    for (int row = 0; row < lines.size(); row++) {
      String line = lines.get(row);
      String cells = plain(line);
      for (int column = 0; column < cells.length(); column++) {
        paint(
            pixels,
            (row + MARGIN) * HEIGHT * width + (column + MARGIN) * WIDTH,
            width,
            cells.charAt(column),
            line);
      }
    }
    Result result =
        new QRCodeReader()
            .decode(
                new BinaryBitmap(
                    new HybridBinarizer(new RGBLuminanceSource(width, height, pixels))),
                Map.of(
                    DecodeHintType.TRY_HARDER,
                    Boolean.TRUE,
                    DecodeHintType.POSSIBLE_FORMATS,
                    List.of(BarcodeFormat.QR_CODE)));
    if (result.getBarcodeFormat() != BarcodeFormat.QR_CODE) {
      throw NotFoundException.getNotFoundInstance();
    }
    return result;
  }

  private void paint(int[] pixels, int corner, int width, char cell, String line) {
    int front = ink;
    int back = ground;
    if (line.startsWith("\u001b[38;5;16;48;5;231m") || line.startsWith("\u001b[30;47m")) {
      if (!line.endsWith("\u001b[0m")) {
        throw new AssertionError("colours run on into the rest of the line");
      }
      front = BLACK;
      back = line.startsWith("\u001b[30;47m") ? 0xc0c0c0 : WHITE;
    }
    for (int y = 0; y < HEIGHT; y++) {
      boolean drawn =
          switch (cell) {
            case ' ' -> false;
            case '\u2588', '#' -> true;
            case '\u2580' -> y < HEIGHT / 2;
            case '\u2584' -> y >= HEIGHT / 2;
            default -> throw new AssertionError("no such cell: " + (int) cell);
          };
      for (int x = 0; x < WIDTH; x++) {
        pixels[corner + y * width + x] = drawn ? front : back;
      }
    }
  }

  private static String plain(String line) {
    return line.replaceAll("\u001b\\[[0-9;]*m", "");
  }
}
