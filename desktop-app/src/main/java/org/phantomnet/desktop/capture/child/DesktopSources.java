package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.protocol.rule.Rule;

/**
 * The screens and windows of an X server, by names for people and by marks that no later one has.
 */
final class DesktopSources {
  private static final Pattern WINDOW = Pattern.compile("([0-9a-f]{1,8})-([0-9a-f]{8})");
  private static final int DEPTH = 4;

  private final XServer server;

  DesktopSources(XServer server) {
    this.server = server;
  }

  List<CaptureSource> list(Kind kind) throws IOException, CaptureException {
    return kind == Kind.SCREEN ? screens() : windows();
  }

  private List<CaptureSource> screens() throws IOException {
    List<CaptureSource> screens = new ArrayList<>();
    for (XServer.Monitor monitor : server.monitors()) {
      screens.add(new CaptureSource(Kind.SCREEN, mark(monitor), shortened(name(monitor))));
    }
    return screens.subList(0, Math.min(screens.size(), CaptureSource.MOST));
  }

  private static String name(XServer.Monitor monitor) {
    return monitor.name() + ", " + monitor.width() + " x " + monitor.height();
  }

  private static String mark(XServer.Monitor monitor) {
    return Integer.toHexString(monitor.hashCode());
  }

  private List<CaptureSource> windows() throws IOException, CaptureException {
    if (!server.separatesWindows()) {
      throw new CaptureException(CaptureFault.NO_WINDOWS);
    }
    List<CaptureSource> windows = new ArrayList<>();
    for (int window : candidates()) {
      try {
        if (windows.size() < CaptureSource.MOST && isForPeople(window)) {
          windows.add(
              new CaptureSource(
                  Kind.WINDOW,
                  Integer.toHexString(window) + "-" + mark(window),
                  shortened(title(window))));
        }
      } catch (XError e) {
        // closed meanwhile
      }
    }
    return windows;
  }

  /** What a window manager manages; without one, what stands in the root window. */
  private List<Integer> candidates() throws IOException {
    List<Integer> managed = XServer.numbers(server.property(server.root(), "_NET_CLIENT_LIST"));
    if (!managed.isEmpty()) {
      return managed;
    }
    List<Integer> found = new ArrayList<>();
    addManaged(server.root(), 0, found);
    return found.isEmpty() ? server.children(server.root()) : found;
  }

  private void addManaged(int parent, int depth, List<Integer> found) throws IOException {
    for (int window : server.children(parent)) {
      try {
        if (server.number(window, "WM_STATE").isPresent()) {
          found.add(window);
        } else if (depth < DEPTH) {
          addManaged(window, depth + 1, found);
        }
      } catch (XError e) {
        // closed meanwhile
      }
    }
  }

  private boolean isForPeople(int window) throws IOException {
    XServer.Shown shown = server.shown(window);
    return shown.drawn() && shown.viewable() && !shown.unmanaged() && !title(window).isEmpty();
  }

  private String title(int window) throws IOException {
    byte[] modern = server.property(window, "_NET_WM_NAME");
    return modern.length > 0
        ? new String(modern, StandardCharsets.UTF_8)
        : new String(server.property(window, "WM_NAME"), StandardCharsets.ISO_8859_1);
  }

  private static String shortened(String name) {
    String whole =
        name.length() > CaptureSource.MAX_NAME ? name.substring(0, CaptureSource.MAX_NAME) : name;
    return new String(whole.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** A window's number can be used again; not by the same process and class of windows, too. */
  private String mark(int window) throws IOException {
    return String.format(
        "%08x",
        31 * Arrays.hashCode(server.property(window, "_NET_WM_PID"))
            + Arrays.hashCode(server.property(window, "WM_CLASS")));
  }

  /**
   * What takes pictures of that source.
   *
   * @param id as {@link #list} named it
   * @throws CaptureException if it is not there any more
   */
  @Rule("ENG-120")
  Taker taker(Kind kind, String id) throws IOException, CaptureException {
    if (kind == Kind.SCREEN) {
      for (XServer.Monitor monitor : server.monitors()) {
        if (mark(monitor).equals(id)) {
          return new ScreenTaker(server, monitor);
        }
      }
      throw new CaptureException(CaptureFault.NO_SUCH_SOURCE);
    }
    Matcher matcher = WINDOW.matcher(id);
    if (!matcher.matches()) {
      throw new CaptureException(CaptureFault.NO_SUCH_SOURCE);
    }
    int window = Integer.parseUnsignedInt(matcher.group(1), 16);
    try {
      if (window == server.root() || !mark(window).equals(matcher.group(2))) {
        throw new CaptureException(CaptureFault.NO_SUCH_SOURCE);
      }
    } catch (XError e) {
      throw new CaptureException(CaptureFault.NO_SUCH_SOURCE);
    }
    return new WindowTaker(server, window);
  }
}
