package org.phantomnet.desktop.chat;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** A small picture of half blocks, two points in each place. Stateless. */
final class PicturePane {
  /** A place is one point wide and two high. */
  private static final String UPPER_HALF = "▀";

  private static final int LEAST_COLUMNS = 27;
  private static final int LEAST_ROWS = 5;
  private static final int MOST_COLUMNS = 64;

  private PicturePane() {}

  /** How many columns of that many there should be for pictures; 0 where there is no room. */
  static int columns(int all, int rows, Look look) {
    int half = Math.min(MOST_COLUMNS, all / 2);
    boolean fits = half >= LEAST_COLUMNS && rows >= LEAST_ROWS;
    return fits && look.colours() && look.unicode() ? half : 0;
  }

  /** The picture as large as it can be in that room. */
  static List<AttributedString> draw(SmallPicture picture, int rows, Drawing on) {
    double scale = Math.min((double) on.width() / picture.width(), rows * 2.0 / picture.height());
    int width = Math.max(1, (int) Math.floor(picture.width() * scale));
    int lines = Math.max(1, (int) Math.floor(picture.height() * scale / 2));
    int margin = (on.width() - width) / 2;
    for (int line = 0; line < lines; line++) {
      AttributedStringBuilder text = new AttributedStringBuilder();
      text.append(" ".repeat(margin));
      for (int column = 0; column < width; column++) {
        text.append(
            UPPER_HALF,
            AttributedStyle.DEFAULT
                .foregroundRgb(at(picture, column, 2 * line, width, 2 * lines))
                .backgroundRgb(at(picture, column, 2 * line + 1, width, 2 * lines)));
      }
      text.append(" ".repeat(on.width() - margin - width));
      on.add(text.toAttributedString());
    }
    return on.lines();
  }

  private static int at(SmallPicture picture, int x, int y, int width, int height) {
    return picture.at(x * picture.width() / width, y * picture.height() / height);
  }
}
