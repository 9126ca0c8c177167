package org.phantomnet.desktop.qr;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import io.nayuki.qrcodegen.QrSegment;
import io.nayuki.qrcodegen.QrSegmentAdvanced;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A QR code drawn with characters, its quiet zone included. Immutable. Made small rather than
 * robust, since nothing dirties a screen: lowest level of correction that fills the size.
 */
public final class QrText {
  /** Light modules around the code (ISO/IEC 18004). */
  static final int QUIET = 4;

  /** What readers make do with where the terminal has no more room. */
  static final int SMALLEST_QUIET = 2;

  private final QrCode code;

  private QrText(QrCode code) {
    this.code = code;
  }

  /**
   * @throws IllegalArgumentException if it is longer than any code holds (2,953 bytes)
   */
  public static QrText of(String text) {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
      return of(Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
    }
    try {
      return encode(
          QrSegmentAdvanced.makeSegmentsOptimally(
              text, QrCode.Ecc.LOW, QrCode.MIN_VERSION, QrCode.MAX_VERSION));
    } catch (DataTooLongException e) {
      throw new IllegalArgumentException("too long for a QR code");
    }
  }

  /**
   * Bytes as they are, such as libsignal's scannable fingerprint.
   *
   * @throws IllegalArgumentException as {@link #of(String)}
   */
  public static QrText of(Bytes payload) {
    return encode(List.of(QrSegment.makeBytes(payload.toByteArray())));
  }

  private static QrText encode(List<QrSegment> segments) {
    try {
      return new QrText(QrCode.encodeSegments(segments, QrCode.Ecc.LOW));
    } catch (DataTooLongException e) {
      throw new IllegalArgumentException("too long for a QR code");
    }
  }

  /** As large as it may be: for a pipe or a file. */
  public List<String> lines(QrStyle style) {
    return draw(style, QUIET);
  }

  /**
   * The lines to print, top first, without line ends.
   *
   * @param columns of the terminal
   * @param rows of the terminal that may be used; a code that scrolls cannot be read
   * @throws QrRoomException if the terminal is too small; its advice says for what
   */
  public List<String> lines(QrStyle style, int columns, int rows) throws QrRoomException {
    for (int quiet = QUIET; quiet >= SMALLEST_QUIET; quiet--) {
      if (style.columns(side(quiet)) <= columns && style.rows(side(quiet)) <= rows) {
        return draw(style, quiet);
      }
    }
    int least = side(SMALLEST_QUIET);
    throw new QrRoomException(style.columns(least), style.rows(least), columns, rows);
  }

  private int side(int quiet) {
    return code.size + 2 * quiet;
  }

  private List<String> draw(QrStyle style, int quiet) {
    int side = side(quiet);
    List<String> lines = new ArrayList<>();
    for (int row = 0; row < style.rows(side); row++) {
      StringBuilder cells = new StringBuilder();
      int y = row * style.modulesPerRow() - quiet;
      for (int x = -quiet; x < side - quiet; x++) {
        cells.append(style.cell(code.getModule(x, y), code.getModule(x, y + 1)));
      }
      lines.add(style.line(cells.toString()));
    }
    return List.copyOf(lines);
  }
}
