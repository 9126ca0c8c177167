package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jline.utils.ScreenTerminal;

/**
 * A program in a terminal of its own, typed into key by key, and what that terminal shows. The
 * terminal is the kernel's, held open by util-linux' {@code script}. Test thread only, but for the
 * reading.
 */
final class TerminalChat implements AutoCloseable {
  static final String ENTER = "\r";
  static final String ESCAPE = "\033";
  static final String TAB = "\t";

  private static final int COLUMNS = 100;
  private static final int ROWS = 40;
  private static final long PATIENCE_SECONDS = 60;

  private final String name;
  private final Process process;
  private final ScreenTerminal screen = new ScreenTerminal(COLUMNS, ROWS);

  private TerminalChat(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread reader = new Thread(this::read, "screen-of-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * @param directory for its own files
   * @param command with all its words
   */
  static TerminalChat start(Path directory, String name, List<String> command) throws IOException {
    String words =
        command.stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    Path shell =
        Files.writeString(
            directory.resolve(name + ".sh"),
            "stty rows " + ROWS + " cols " + COLUMNS + "\nexec " + words + "\n");
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qefc", "exec sh '" + shell + "'", "/dev/null")
            .redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.putAll(Map.of("TERM", "xterm-256color", "LC_ALL", "C.UTF-8", "SHELL", "/bin/sh"));
    environment.remove("NO_COLOR");
    return new TerminalChat(name, builder.start());
  }

  private void read() {
    char[] some = new char[4096];
    try (Reader from = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int count = from.read(some); count >= 0; count = from.read(some)) {
        synchronized (screen) {
          screen.write(new String(some, 0, count));
          screen.notifyAll();
        }
      }
    } catch (IOException e) {
      // it was killed
    }
  }

  /** As a person would, so no line ends by itself. */
  void type(String keys) throws IOException {
    process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** A whole line, and Enter. */
  void enter(String line) throws IOException {
    type(line + ENTER);
  }

  /** What stands on the screen now. */
  String shown() {
    synchronized (screen) {
      return screen.toString().lines().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }
  }

  /** Until the screen is as wanted; returns it. */
  String await(String what, Predicate<String> wanted) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    synchronized (screen) {
      while (!wanted.test(shown())) {
        long left = deadline - System.nanoTime();
        assertTrue(left > 0, () -> name + " never showed " + what + ":\n" + shown());
        try {
          TimeUnit.NANOSECONDS.timedWait(screen, left);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return shown();
    }
  }

  /** Until these words stand there, however their lines are broken. */
  String await(String words) {
    return await("\"" + words + "\"", screen -> says(screen, words));
  }

  /** Until these words are gone. */
  String awaitGone(String words) {
    return await("no \"" + words + "\" any more", screen -> !says(screen, words));
  }

  static boolean says(String screen, String words) {
    return screen.replaceAll("\\s+", " ").contains(words);
  }

  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> name + " does not end");
    return process.exitValue();
  }

  /** Its terminal goes away, which ends the program. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
