package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.desktop.media.pipe.CaptureFault;

/** What the capture child asks of an X server: requests by name. One thread. */
final class XServer implements AutoCloseable {
  private static final Pattern DISPLAY =
      Pattern.compile("(?:unix)?:([0-9]{1,5})(?:\\.[0-9]{1,2})?");
  private static final int ALL_PLANES = -1;
  private static final int Z_PIXMAP = 2;
  private static final int STRUCTURE_NOTIFY = 1 << 17;
  private static final int EVENT_MASK = 1 << 11;

  private final XConnection connection;
  private final Map<String, Integer> atoms = new HashMap<>();
  private final Optional<Integer> composite;
  private final Optional<Integer> fixes;
  private final Optional<Integer> randr;

  private XServer(XConnection connection) throws IOException {
    this.connection = connection;
    composite = extension("Composite", 0, 4);
    fixes = extension("XFIXES", 4, 0);
    randr = extension("RANDR", 1, 5);
  }

  /**
   * The server of this machine with that name.
   *
   * @param display as in {@code DISPLAY}
   * @param authority the file of cookies; may not exist
   */
  static XServer open(String display, Path authority) throws IOException, CaptureException {
    Matcher name = DISPLAY.matcher(display);
    if (!name.matches()) {
      throw new CaptureException(CaptureFault.NO_DISPLAY);
    }
    XConnection connection =
        XConnection.open(
            Path.of("/tmp/.X11-unix/X" + name.group(1)),
            XAuthority.cookie(authority, name.group(1)));
    try {
      return new XServer(connection);
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  XConnection connection() {
    return connection;
  }

  int root() {
    return connection.setup().root();
  }

  /** Whether one window can be had alone, whatever stands before it. */
  boolean separatesWindows() {
    return composite.isPresent();
  }

  private Optional<Integer> extension(String name, int major, int minor) throws IOException {
    byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer answer = connection.ask(new XRequest(98, 0).u16(ascii.length).u16(0).raw(ascii));
    if (answer.get(8) == 0) {
      return Optional.empty();
    }
    int opcode = answer.get(9) & 0xff;
    ByteBuffer version = connection.ask(new XRequest(opcode, 0).u32(major).u32(minor));
    boolean newEnough =
        version.getInt(8) > major || version.getInt(8) == major && version.getInt(12) >= minor;
    return newEnough ? Optional.of(opcode) : Optional.empty();
  }

  private int atom(String name) throws IOException {
    Integer known = atoms.get(name);
    if (known == null) {
      byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
      known = connection.ask(new XRequest(16, 0).u16(ascii.length).u16(0).raw(ascii)).getInt(8);
      atoms.put(name, known);
    }
    return known;
  }

  private String atomName(int atom) throws IOException {
    ByteBuffer answer = connection.ask(new XRequest(17, 0).u32(atom));
    byte[] name = new byte[Short.toUnsignedInt(answer.getShort(8))];
    answer.get(32, name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  /**
   * A window's property, at most 1024 bytes of it; empty if it has none.
   *
   * @throws XError if the window is gone
   */
  byte[] property(int window, String name) throws IOException {
    ByteBuffer answer =
        connection.ask(new XRequest(20, 0).u32(window).u32(atom(name)).u32(0).u32(0).u32(256));
    int units = answer.getInt(16);
    int bytes = units * (answer.get(1) & 0xff) / 8;
    byte[] value = new byte[bytes];
    answer.get(32, value);
    return value;
  }

  /** The first number of a property of numbers. */
  Optional<Integer> number(int window, String name) throws IOException {
    List<Integer> numbers = numbers(property(window, name));
    return numbers.isEmpty() ? Optional.empty() : Optional.of(numbers.get(0));
  }

  static List<Integer> numbers(byte[] property) {
    List<Integer> numbers = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(property).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    while (bytes.remaining() >= 4) {
      numbers.add(bytes.getInt());
    }
    return numbers;
  }

  /** The windows in a window, the one behind first. */
  List<Integer> children(int window) throws IOException {
    ByteBuffer answer = connection.ask(new XRequest(15, 0).u32(window));
    List<Integer> children = new ArrayList<>();
    for (int i = 0; i < Short.toUnsignedInt(answer.getShort(16)); i++) {
      children.add(answer.getInt(32 + 4 * i));
    }
    return children;
  }

  /** The window right below the root that a window is in; itself if it is one. */
  int topLevel(int window) throws IOException {
    int at = window;
    while (true) {
      int parent = connection.ask(new XRequest(15, 0).u32(at)).getInt(12);
      if (parent == root() || parent == 0) {
        return at;
      }
      at = parent;
    }
  }

  /** How a window shows. */
  Shown shown(int window) throws IOException {
    ByteBuffer answer = connection.ask(new XRequest(3, 0).u32(window));
    return new Shown(answer.getShort(12) == 1, answer.get(26) == 2, answer.get(27) != 0);
  }

  /**
   * How a window shows.
   *
   * @param drawn it can be drawn into
   * @param viewable it and all that it is in are on the screen
   * @param unmanaged a menu or the like, which no window manager knows
   */
  record Shown(boolean drawn, boolean viewable, boolean unmanaged) {}

  /** Size of a window or pixmap, without border, and its border. */
  Size size(int drawable) throws IOException {
    ByteBuffer answer = connection.ask(new XRequest(14, 0).u32(drawable));
    return new Size(
        Short.toUnsignedInt(answer.getShort(16)),
        Short.toUnsignedInt(answer.getShort(18)),
        Short.toUnsignedInt(answer.getShort(20)),
        answer.get(1) & 0xff);
  }

  record Size(int width, int height, int border, int depth) {}

  /** Where on the root window the upper left corner of a window is. */
  Place place(int window) throws IOException {
    ByteBuffer answer = connection.ask(new XRequest(40, 0).u32(window).u32(root()).u32(0));
    return new Place(answer.getShort(12), answer.getShort(14));
  }

  record Place(int x, int y) {}

  /** The window right below the root that the pointer is over; 0 for none. */
  int underPointer() throws IOException {
    return connection.ask(new XRequest(38, 0).u32(root())).getInt(12);
  }

  /** The screens; one of the root's size where the server tells of none. */
  List<Monitor> monitors() throws IOException {
    XSetup setup = connection.setup();
    List<Monitor> monitors = new ArrayList<>();
    if (randr.isPresent()) {
      ByteBuffer answer = connection.ask(new XRequest(randr.get(), 42).u32(root()).u32(1));
      int at = 32;
      for (int i = 0; i < answer.getInt(12); i++) {
        monitors.add(
            new Monitor(
                atomName(answer.getInt(at)),
                answer.getShort(at + 8),
                answer.getShort(at + 10),
                Short.toUnsignedInt(answer.getShort(at + 12)),
                Short.toUnsignedInt(answer.getShort(at + 14))));
        at += 24 + 4 * Short.toUnsignedInt(answer.getShort(at + 6));
      }
    }
    if (monitors.isEmpty()) {
      monitors.add(new Monitor("screen", 0, 0, setup.width(), setup.height()));
    }
    return monitors;
  }

  /** A screen: a part of the root window. */
  record Monitor(String name, int x, int y, int width, int height) {}

  /** The pointer's picture, premultiplied ARGB; none where the server does not show it. */
  Optional<Cursor> cursor() throws IOException {
    if (fixes.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer answer = connection.ask(new XRequest(fixes.get(), 4));
    int width = Short.toUnsignedInt(answer.getShort(12));
    int height = Short.toUnsignedInt(answer.getShort(14));
    int[] pixels = new int[width * height];
    answer.position(32);
    answer.asIntBuffer().get(pixels);
    return Optional.of(
        new Cursor(
            answer.getShort(8) - Short.toUnsignedInt(answer.getShort(16)),
            answer.getShort(10) - Short.toUnsignedInt(answer.getShort(18)),
            width,
            height,
            pixels));
  }

  /**
   * The pointer.
   *
   * @param x of its left edge on the root window
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one picture
  record Cursor(int x, int y, int width, int height, int[] argb) {}

  /** From now on {@link #isGone} knows of that window's end. */
  void watch(int window) throws IOException {
    connection.check(new XRequest(2, 0).u32(window).u32(EVENT_MASK).u32(STRUCTURE_NOTIFY));
  }

  boolean isGone(int window) {
    return connection.isDestroyed(window);
  }

  /** From now on the window is drawn apart from others, so that none covers it. */
  void separate(int window) throws IOException, CaptureException {
    connection.check(new XRequest(opcode(composite), 1).u32(window).u32(0));
  }

  /** What the window shows now, as a pixmap of that name, border included. */
  int pixmap(int window) throws IOException, CaptureException {
    int id = connection.newId();
    connection.check(new XRequest(opcode(composite), 6).u32(window).u32(id));
    return id;
  }

  void free(int pixmap) throws IOException {
    connection.send(new XRequest(54, 0).u32(pixmap));
  }

  private static int opcode(Optional<Integer> extension) throws CaptureException {
    return extension.orElseThrow(() -> new CaptureException(CaptureFault.NO_WINDOWS));
  }

  /** Reads pixels, blue first, four bytes each, row by row. */
  void image(int drawable, int x, int y, Bitmap into) throws IOException {
    connection.ask(
        new XRequest(73, Z_PIXMAP)
            .u32(drawable)
            .u16(x)
            .u16(y)
            .u16(into.width())
            .u16(into.height())
            .u32(ALL_PLANES),
        into.bgrx());
  }

  @Override
  public void close() {
    connection.close();
  }
}
