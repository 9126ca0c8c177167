package org.phantomnet.desktop.ui;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/**
 * What happened, which side, how many milliseconds: printed as it happens, for people. Colours only
 * where the terminal has them. Thread-safe.
 */
public final class Timeline {
  private final PrintStream out;
  private final Ansi ansi;
  private final boolean live;
  private final long start = System.nanoTime();
  private final List<String> plain = new ArrayList<>();
  private boolean statusShown;

  /**
   * @param quiet keep the lines for the file only
   */
  public Timeline(PrintStream out, boolean quiet) {
    this.out =
        quiet
            ? new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8)
            : out;
    this.ansi = Ansi.AUTO;
    this.live = !quiet && System.console() != null && ansi.enabled();
  }

  /** One thing that happened. */
  public void event(String who, String what) {
    String time = String.format(Locale.ROOT, "%7.2f s", (System.nanoTime() - start) / 1e9);
    line(
        String.format("  %s  %-8s %s", time, who, what),
        String.format(
            "  @|faint %s|@  @|bold,%s %-8s|@ %s", time, colour(who), escape(who), escape(what)));
  }

  /** A heading. */
  public void heading(String text) {
    line("", "");
    line(text, "@|bold " + escape(text) + "|@");
  }

  /** A line of text without a time. */
  public void text(String text) {
    line(text, escape(text));
  }

  /** The mode and encryption badge. */
  public void badge(String mode, String label, String encryption) {
    line(
        "  [" + mode + "] " + label + " | " + encryption,
        "  @|bold,white,bg(green)  "
            + escape(mode)
            + " |@ "
            + escape(label)
            + " @|faint ||@ @|green "
            + escape(encryption)
            + "|@");
  }

  /** A line that is overwritten by the next one on a terminal, and not printed elsewhere. */
  public synchronized void status(String text) {
    if (live) {
      out.print("\r  " + ansi.string("@|faint " + escape(text) + "|@") + "\u001b[K");
      out.flush();
      statusShown = true;
    }
  }

  /** Writes everything so far, without colours. */
  public synchronized void save(Path file) throws IOException {
    Files.write(file, plain, StandardCharsets.UTF_8);
  }

  private synchronized void line(String text, String marked) {
    plain.add(text);
    if (statusShown) {
      out.print("\r\u001b[K");
      statusShown = false;
    }
    out.println(ansi.enabled() ? ansi.string(marked) : text);
    out.flush();
  }

  private static String colour(String who) {
    switch (who) {
      case "Alice":
        return "cyan";
      case "Bob":
        return "magenta";
      default:
        return "yellow";
    }
  }

  /** Keeps text from being read as picocli markup. */
  private static String escape(String text) {
    return text.replace("@|", "@ |").replace("|@", "| @");
  }
}
