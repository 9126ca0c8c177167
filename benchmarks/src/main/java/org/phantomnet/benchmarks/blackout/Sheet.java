package org.phantomnet.benchmarks.blackout;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/** A picture of pictures, to be looked at. Stateless. */
final class Sheet {
  private static final int WIDE = 400;
  private static final int HIGH = 180;

  private Sheet() {}

  /** What the camera saw, and what left of it. */
  static BufferedImage pair(Stage stage, ByteBuffer left) {
    BufferedImage pair = new BufferedImage(WIDE, HIGH, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = pair.createGraphics();
    double scale = Math.min(WIDE / 2.0 / stage.width, (double) HIGH / stage.height);
    int wide = (int) (stage.width * scale);
    int high = (int) (stage.height * scale);
    graphics.drawImage(picture(ByteBuffer.wrap(stage.i420), stage), 0, 0, wide, high, null);
    graphics.drawImage(picture(left, stage), WIDE / 2, 0, wide, high, null);
    graphics.dispose();
    return pair;
  }

  private static BufferedImage picture(ByteBuffer i420, Stage stage) {
    int width = stage.width;
    int luma = width * stage.height;
    BufferedImage image = new BufferedImage(width, stage.height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < luma; i++) {
      int chroma = luma + i / width / 2 * (width / 2) + i % width / 2;
      double y = 1.164 * ((i420.get(i) & 0xff) - 16);
      int u = (i420.get(chroma) & 0xff) - 128;
      int v = (i420.get(chroma + luma / 4) & 0xff) - 128;
      int rgb = unit(y + 1.596 * v) << 16 | unit(y - 0.392 * u - 0.813 * v) << 8;
      image.setRGB(i % width, i / width, rgb | unit(y + 2.017 * u));
    }
    return image;
  }

  private static int unit(double value) {
    return (int) Math.max(0, Math.min(255, value));
  }

  /** A row for each name: its shots from left to right. */
  static void write(Path file, Map<String, List<Scores.Shot>> rows) throws IOException {
    int across = rows.values().stream().mapToInt(List::size).max().orElse(1);
    BufferedImage sheet =
        new BufferedImage(across * WIDE, rows.size() * (HIGH + 20), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    int top = 0;
    for (Map.Entry<String, List<Scores.Shot>> row : rows.entrySet()) {
      int left = 0;
      for (Scores.Shot shot : row.getValue()) {
        graphics.drawImage(shot.picture(), left, top + 20, null);
        graphics.drawString(
            String.format("%s: %s, %.2f %%", row.getKey(), shot.what(), 100 * shot.recall()),
            left + 4,
            top + 14);
        left += WIDE;
      }
      top += HIGH + 20;
    }
    graphics.dispose();
    ImageIO.write(sheet, "png", file.toFile());
  }
}
