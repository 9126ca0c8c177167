package org.phantomnet.desktop.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Polygon;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.BlackPart;
import org.phantomnet.desktop.video.Film;
import org.phantomnet.desktop.video.Y4m;

/**
 * What Alice's camera takes in a call with blackout: a room, into which a person comes and sits
 * down; or a film that was named. Of its own it knows where the person is. Immutable.
 */
public final class DemoFilm {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 360;
  private static final int PER_SECOND = 30;

  /** Pictures of the empty room, more than blackout needs to learn it. */
  private static final int EMPTY = 50;

  private static final int STEP = 6;
  private static final int SEAT = 190;
  private static final int ENTERING = (WIDTH - SEAT) / STEP;
  private static final int SITTING = 100;
  private static final int PICTURES = EMPTY + ENTERING + SITTING;

  /** The person's height, and of the picture that the outlines are drawn for. */
  private static final int HIGH = 306;

  private static final double DRAWN = 512;

  /** What is cut out: head, suit and ring. */
  private static final Polygon OUTLINE =
      new Polygon(
          new int[] {
            153, 158, 170, 192, 218, 245, 275, 293, 300, 297, 287, 279, 275, 265, 258, 285, 300,
            305, 302, 335, 352, 400, 440, 475, 495, 500, 511, 511, 32, 24, 22, 23, 35, 48, 75, 113,
            114, 125, 150, 184, 183, 172, 160
          },
          new int[] {
            85, 60, 45, 28, 15, 16, 28, 50, 80, 105, 124, 130, 140, 165, 176, 195, 215, 240, 252,
            268, 290, 343, 355, 385, 425, 455, 460, 511, 511, 440, 400, 350, 300, 262, 235, 212,
            190, 167, 150, 149, 133, 120, 108
          },
          43);

  /** What must be black of it: the person, some samples within. */
  private static final Polygon PERSON =
      new Polygon(
          new int[] {
            168, 216, 280, 290, 276, 264, 296, 296, 328, 350, 310, 284, 272, 40, 30, 44, 80, 124,
            132, 180, 176, 160
          },
          new int[] {
            60, 26, 40, 84, 116, 160, 204, 250, 272, 344, 364, 410, 500, 500, 400, 300, 244, 216,
            180, 156, 132, 100
          },
          22);

  private final Path file;
  private final boolean own;
  private final boolean patient;

  private DemoFilm(Path file, boolean own, boolean patient) {
    this.file = file;
    this.own = own;
    this.patient = patient;
  }

  /** A film of which nothing is known. */
  public static DemoFilm named(Path file) {
    return new DemoFilm(file, false, false);
  }

  /**
   * Makes a film of some seconds.
   *
   * @param person NASA's portrait of Eileen Collins, square
   * @param file where it goes: 75 MB
   */
  public static DemoFilm make(Path person, Path file) throws IOException {
    BufferedImage portrait = ImageIO.read(person.toFile());
    if (portrait == null || portrait.getWidth() != portrait.getHeight()) {
      throw new IOException("no portrait: " + person);
    }
    BufferedImage room = room();
    try (Y4m.Writer film = Y4m.write(file, WIDTH, HEIGHT, PER_SECOND)) {
      for (int number = 0; number < PICTURES; number++) {
        film.write(picture(room, portrait, number));
      }
    }
    return new DemoFilm(file, true, false);
  }

  private static BufferedImage room() {
    BufferedImage room = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = room.createGraphics();
    graphics.setPaint(
        new GradientPaint(0, 0, new Color(150, 140, 120), WIDTH, 0, new Color(190, 178, 150)));
    graphics.fillRect(0, 0, WIDTH, HEIGHT);
    graphics.setColor(new Color(200, 215, 230)); // a window
    graphics.fillRect(440, 40, 140, 130);
    graphics.setColor(new Color(110, 95, 80));
    graphics.fillRect(506, 40, 8, 130);
    graphics.fillRect(30, 120, 130, 10); // a shelf with books
    for (int book = 0; book < 9; book++) {
      graphics.setColor(Color.getHSBColor(book * 0.23f, 0.45f, 0.45f + book % 3 * 0.12f));
      graphics.fillRect(36 + book * 13, 68 + book % 4 * 5, 11, 52 - book % 4 * 5);
    }
    graphics.setColor(new Color(105, 84, 66)); // a table
    graphics.fillRect(0, 290, WIDTH, HEIGHT - 290);
    graphics.dispose();
    return room;
  }

  /** The left edge of the person's picture; the right edge of the film's while nobody is there. */
  private static int left(long number) {
    long at = number % PICTURES;
    if (at < EMPTY + ENTERING) {
      return (int) Math.min(WIDTH, WIDTH - (at - EMPTY) * STEP);
    }
    return SEAT + (int) Math.round(3 * Math.sin((at - EMPTY - ENTERING) / 9.0));
  }

  private static AffineTransform place(long number, double of) {
    AffineTransform place = AffineTransform.getTranslateInstance(left(number), HEIGHT - HIGH);
    place.scale(HIGH / of, HIGH / of);
    return place;
  }

  private static Picture picture(BufferedImage room, BufferedImage portrait, int number) {
    BufferedImage scene = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = scene.createGraphics();
    graphics.drawImage(room, 0, 0, null);
    graphics.setClip(place(number, DRAWN).createTransformedShape(OUTLINE));
    graphics.drawImage(portrait, place(number, portrait.getWidth()), null);
    graphics.dispose();
    int[] rgb = scene.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    return new Picture(WIDTH, HEIGHT, Film.time(number), ByteBuffer.wrap(i420(rgb, number)));
  }

  /** BT.601, limited range, with a little of a camera's noise. */
  private static byte[] i420(int[] rgb, int number) {
    Random noise = new Random(number);
    byte[] i420 = new byte[Picture.length(WIDTH, HEIGHT)];
    for (int i = 0; i < rgb.length; i++) {
      int red = rgb[i] >> 16 & 0xff;
      int green = rgb[i] >> 8 & 0xff;
      int blue = rgb[i] & 0xff;
      i420[i] = (byte) (16 + 0.257 * red + 0.504 * green + 0.098 * blue + noise.nextInt(3));
      int chroma = rgb.length + i / WIDTH / 2 * (WIDTH / 2) + i % WIDTH / 2;
      i420[chroma] = (byte) (128 - 0.148 * red - 0.291 * green + 0.439 * blue);
      i420[chroma + rgb.length / 4] = (byte) (128 + 0.439 * red - 0.368 * green - 0.071 * blue);
    }
    return i420;
  }

  /**
   * The same, of which no picture is black because it took too long: for a test, on any machine.
   */
  public DemoFilm patient() {
    return new DemoFilm(file, own, true);
  }

  /** The file that is played in the camera's place. */
  Path file() {
    return file;
  }

  boolean isPatient() {
    return patient;
  }

  /** Whether it knows where the person is. */
  boolean knows() {
    return own;
  }

  /** Where the person is in the picture that is taken then. */
  BlackPart person(long takenNanos) {
    Shape shape = place(Film.number(takenNanos), DRAWN).createTransformedShape(PERSON);
    BufferedImage drawn = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawn.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fill(shape);
    graphics.dispose();
    int[] rgb = drawn.getRGB(0, 0, WIDTH, HEIGHT, null, 0, WIDTH);
    boolean[] places = new boolean[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      places[i] = (rgb[i] & 0xff) > 0;
    }
    return new BlackPart(places);
  }
}
