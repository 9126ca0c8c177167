package org.phantomnet.benchmarks.blackout;

import java.awt.Polygon;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/**
 * A person cut out of a picture. Alpha says what is cut out; where {@link #isPerson}, it must be
 * black. Immutable.
 */
final class CutOut {
  final String name;
  final BufferedImage image;
  private final int[] argb;
  private final boolean[] person;

  private CutOut(String name, BufferedImage image, boolean[] person) {
    this.name = name;
    this.image = image;
    this.person = person;
    argb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** From a picture with transparency, or by the outlines drawn for it. */
  static CutOut read(Path pictures, Path outlines, String name) throws IOException {
    BufferedImage from = ImageIO.read(pictures.resolve(name + ".png").toFile());
    int width = from.getWidth();
    int height = from.getHeight();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    boolean[] person = new boolean[width * height];
    boolean drawn = false;
    for (String line : Files.readAllLines(outlines)) {
      if (line.startsWith(name + " ")) {
        drawn = true;
        cut(from, image, person, line.split(" "));
      }
    }
    if (!drawn) {
      image.createGraphics().drawImage(from, 0, 0, null);
      for (int i = 0; i < person.length; i++) {
        person[i] = image.getRGB(i % width, i / width) >>> 24 >= 128;
      }
    }
    return new CutOut(name, image, person);
  }

  private static void cut(
      BufferedImage from, BufferedImage image, boolean[] person, String[] words) {
    Polygon outline = new Polygon();
    for (int i = 2; i < words.length; i++) {
      String[] point = words[i].split(",");
      outline.addPoint(Integer.parseInt(point[0]), Integer.parseInt(point[1]));
    }
    for (int i = 0; i < person.length; i++) {
      int x = i % image.getWidth();
      int y = i / image.getWidth();
      if (outline.contains(x, y)) {
        image.setRGB(x, y, from.getRGB(x, y) | 0xff000000);
        person[i] |= words[1].equals("person");
      }
    }
  }

  int argb(int x, int y) {
    return argb[y * image.getWidth() + x];
  }

  boolean isPerson(int x, int y) {
    return person[y * image.getWidth() + x];
  }
}
