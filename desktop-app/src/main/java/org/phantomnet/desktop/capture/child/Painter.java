package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A program with windows, which draws what the demo and tests know. One thread. */
public final class Painter implements AutoCloseable {
  private static final int INPUT_OUTPUT = 1;
  private static final int BACKGROUND = 1 << 1;
  private static final int STRING = 31;
  private static final int CARDINAL = 6;
  private static final String[] WORDS = {
    "sum", "x[", "if (", ") {", "the ", "Quick ", "brown", "fox->", "0x", "; //", "return ", "line_"
  };

  private final XServer server;
  private final XConnection connection;

  Painter(XServer server) {
    this.server = server;
    connection = server.connection();
  }

  public int root() {
    return server.root();
  }

  /** A window that is shown, in front of those before, of one colour ({@code 0xrrggbb}). */
  public int window(String title, int x, int y, int width, int height, int colour)
      throws IOException {
    int window = connection.newId();
    connection.check(
        new XRequest(1, 0)
            .u32(window)
            .u32(server.root())
            .u16(x)
            .u16(y)
            .u16(width)
            .u16(height)
            .u16(0)
            .u16(INPUT_OUTPUT)
            .u32(0)
            .u32(BACKGROUND)
            .u32(colour));
    title(window, title);
    map(window);
    return window;
  }

  public void title(int window, String title) throws IOException {
    byte[] bytes = title.getBytes(StandardCharsets.UTF_8);
    property(window, "_NET_WM_NAME", STRING, 8, bytes.length, bytes);
  }

  /** What kind of window it is, as its program says. */
  public void type(int window, String type) throws IOException {
    byte[] bytes = type.getBytes(StandardCharsets.US_ASCII);
    property(window, "WM_CLASS", STRING, 8, bytes.length, bytes);
  }

  /** As a window manager does: 1 is normal, 3 is an icon. */
  public void state(int window, int state) throws IOException {
    byte[] bytes = {(byte) state, 0, 0, 0, 0, 0, 0, 0};
    property(window, "WM_STATE", CARDINAL, 32, 2, bytes);
  }

  private void property(int window, String name, int type, int format, int units, byte[] bytes)
      throws IOException {
    connection.check(
        new XRequest(18, 0, 1024)
            .u32(window)
            .u32(atom(name))
            .u32(type)
            .u32(format)
            .u32(units)
            .raw(bytes));
  }

  public void map(int window) throws IOException {
    connection.check(new XRequest(8, 0).u32(window));
  }

  public void unmap(int window) throws IOException {
    connection.check(new XRequest(10, 0).u32(window));
  }

  public void destroy(int window) throws IOException {
    connection.check(new XRequest(4, 0).u32(window));
  }

  public void resize(int window, int width, int height) throws IOException {
    connection.check(new XRequest(12, 0).u32(window).u16(12).u16(0).u32(width).u32(height));
  }

  /** Calls a part of the root window a screen (RANDR 1.5, RRSetMonitor). */
  public void screen(String name, int x, int y, int width, int height) throws IOException {
    connection.check(
        new XRequest(randr(), 43)
            .u32(server.root())
            .u32(atom(name))
            .u32(0)
            .u16(x)
            .u16(y)
            .u16(width)
            .u16(height)
            .u32(width)
            .u32(height));
  }

  /** That screen is unplugged. */
  public void noScreen(String name) throws IOException {
    connection.check(new XRequest(randr(), 44).u32(server.root()).u32(atom(name)));
  }

  private int randr() throws IOException {
    byte[] ascii = "RANDR".getBytes(StandardCharsets.US_ASCII);
    return connection.ask(new XRequest(98, 0).u16(ascii.length).u16(0).raw(ascii)).get(9) & 0xff;
  }

  private int atom(String name) throws IOException {
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    return connection.ask(new XRequest(16, 0).u16(ascii.length).u16(0).raw(ascii)).getInt(8);
  }

  /** Puts the pointer there. */
  public void point(int x, int y) throws IOException {
    connection.check(new XRequest(41, 0).u32(0).u32(server.root()).u32(0).u32(0).u16(x).u16(y));
  }

  private int context(int drawable, int front, int back) throws IOException {
    int context = connection.newId();
    connection.check(
        new XRequest(55, 0).u32(context).u32(drawable).u32(4 | 8).u32(front).u32(back));
    return context;
  }

  public void fill(int drawable, int x, int y, int width, int height, int colour)
      throws IOException {
    int context = context(drawable, colour, 0);
    connection.check(
        new XRequest(70, 0).u32(drawable).u32(context).u16(x).u16(y).u16(width).u16(height));
    connection.send(new XRequest(60, 0).u32(context));
  }

  /** Shows a picture of that size: {@code 0xrrggbb}, row by row. */
  public void picture(int drawable, int x, int y, int width, int height, int[] rgb)
      throws IOException {
    int context = context(drawable, 0, 0);
    for (int row = 0; row < height; row++) {
      byte[] line = new byte[width * 4];
      for (int column = 0; column < width; column++) {
        int pixel = rgb[row * width + column];
        line[column * 4] = (byte) pixel;
        line[column * 4 + 1] = (byte) (pixel >> 8);
        line[column * 4 + 2] = (byte) (pixel >> 16);
      }
      connection.send(
          new XRequest(72, 2, 64 + line.length)
              .u32(drawable)
              .u32(context)
              .u16(width)
              .u16(1)
              .u16(x)
              .u16(y + row)
              .u32(24 << 8)
              .raw(line));
    }
    connection.check(new XRequest(60, 0).u32(context));
  }

  /** A page of words and numbers that has little in common with another. */
  public static String[] words(int page, int lines, int letters) {
    Random random = new Random(page);
    String[] text = new String[lines];
    for (int i = 0; i < lines; i++) {
      StringBuilder line = new StringBuilder();
      while (line.length() < letters) {
        line.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(1_000)).append(' ');
      }
      text[i] = line.substring(0, letters);
    }
    return text;
  }

  /** A page of text in the server's own font of 6 by 13 samples a letter, black on white. */
  public void page(int drawable, int width, int height, String[] lines) throws IOException {
    fill(drawable, 0, 0, width, height, 0xffffff);
    int font = connection.newId();
    byte[] name = "fixed".getBytes(StandardCharsets.US_ASCII);
    connection.check(new XRequest(45, 0).u32(font).u16(name.length).u16(0).raw(name));
    int context = connection.newId();
    connection.check(
        new XRequest(55, 0)
            .u32(context)
            .u32(drawable)
            .u32(4 | 8 | 1 << 14)
            .u32(0)
            .u32(0xffffff)
            .u32(font));
    for (int line = 0; line < lines.length; line++) {
      byte[] text = lines[line].getBytes(StandardCharsets.US_ASCII);
      connection.check(
          new XRequest(76, text.length, 512)
              .u32(drawable)
              .u32(context)
              .u16(8)
              .u16(16 + 14 * line)
              .raw(text));
    }
    connection.send(new XRequest(60, 0).u32(context));
    connection.check(new XRequest(46, 0).u32(font));
  }

  /** What the server has there, {@code 0xrrggbb}. */
  public int[] read(int drawable, int width, int height) throws IOException {
    Bitmap bitmap = Bitmap.of(width, height);
    server.image(drawable, 0, 0, bitmap);
    int[] rgb = new int[width * height];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] =
          (bitmap.bgrx()[i * 4] & 0xff)
              | (bitmap.bgrx()[i * 4 + 1] & 0xff) << 8
              | (bitmap.bgrx()[i * 4 + 2] & 0xff) << 16;
    }
    return rgb;
  }

  @Override
  public void close() {
    server.close();
  }
}
