package org.phantomnet.desktop.qr;

import java.util.Locale;
import java.util.Map;

/** How the modules of a code are drawn. A reader wants dark modules on light ground. */
public enum QrStyle {
  /** Half blocks, black on white of the fixed 256-colour palette, whatever the theme. */
  COLOURS_256("\u001b[38;5;16;48;5;231m", true),

  /** Half blocks, black on white of the eight basic colours, which a theme may shade. */
  COLOURS_8("\u001b[30;47m", true),

  /** Half blocks without colours, for light writing on dark ground: what is drawn is light. */
  BLOCKS_ON_DARK("", true),

  /** Half blocks without colours, for dark writing on light ground: what is drawn is dark. */
  BLOCKS_ON_LIGHT("", true),

  /** Two characters a module, ASCII only, for light writing on dark ground. */
  ASCII_ON_DARK("", false),

  /** Two characters a module, ASCII only, for dark writing on light ground. */
  ASCII_ON_LIGHT("", false);

  private static final String RESET = "\u001b[0m";

  private final String paint;
  private final boolean halves;

  QrStyle(String paint, boolean halves) {
    this.paint = paint;
    this.halves = halves;
  }

  /**
   * What fits a terminal: explicit colours where it has them, so that its ground does not matter;
   * else drawn for dark ground, the usual one ({@link #inverse} for the other).
   *
   * @param colours how many the terminal has; 0 or 1 for none
   * @param blocks whether it shows {@code U+2580}
   */
  public static QrStyle fitting(int colours, boolean blocks) {
    if (!blocks) {
      return ASCII_ON_DARK;
    }
    if (colours >= 256) {
      return COLOURS_256;
    }
    return colours >= 8 ? COLOURS_8 : BLOCKS_ON_DARK;
  }

  /**
   * {@link #fitting(int, boolean)} as far as the environment of a POSIX terminal tells: {@code
   * TERM}, {@code COLORTERM}, {@code NO_COLOR} and the locale's variables.
   */
  public static QrStyle fitting(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "dumb");
    int colours =
        term.contains("256color")
                || term.contains("direct")
                || !environment.getOrDefault("COLORTERM", "").isEmpty()
            ? 256
            : 8;
    boolean plain =
        term.equals("dumb")
            || term.startsWith("vt")
            || !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return fitting(plain ? 0 : colours, isUtf8(environment) && !term.equals("dumb"));
  }

  private static boolean isUtf8(Map<String, String> environment) {
    for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(variable, "");
      if (!locale.isEmpty()) {
        String name = locale.toUpperCase(Locale.ROOT);
        return name.contains("UTF-8") || name.contains("UTF8");
      }
    }
    return false;
  }

  /** The same for a terminal of the other ground; coloured styles need none. */
  public QrStyle inverse() {
    return switch (this) {
      case COLOURS_256, COLOURS_8 -> this;
      case BLOCKS_ON_DARK -> BLOCKS_ON_LIGHT;
      case BLOCKS_ON_LIGHT -> BLOCKS_ON_DARK;
      case ASCII_ON_DARK -> ASCII_ON_LIGHT;
      case ASCII_ON_LIGHT -> ASCII_ON_DARK;
    };
  }

  int columns(int modules) {
    return halves ? modules : 2 * modules;
  }

  int rows(int modules) {
    return halves ? (modules + 1) / 2 : modules;
  }

  int modulesPerRow() {
    return halves ? 2 : 1;
  }

  private boolean drawsDark() {
    return switch (this) {
      case COLOURS_256, COLOURS_8, BLOCKS_ON_LIGHT, ASCII_ON_LIGHT -> true;
      case BLOCKS_ON_DARK, ASCII_ON_DARK -> false;
    };
  }

  /** One cell. In half blocks it holds an upper and a lower module, else {@code upper} alone. */
  String cell(boolean upperDark, boolean lowerDark) {
    boolean upper = upperDark == drawsDark();
    boolean lower = lowerDark == drawsDark();
    if (!halves) {
      return upper ? "##" : "  ";
    }
    if (upper) {
      return lower ? "\u2588" : "\u2580";
    }
    return lower ? "\u2584" : " ";
  }

  String line(String cells) {
    return paint.isEmpty() ? cells : paint + cells + RESET;
  }
}
