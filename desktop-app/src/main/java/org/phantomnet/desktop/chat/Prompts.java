package org.phantomnet.desktop.chat;

import java.io.Console;
import java.io.IOError;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.phantomnet.desktop.qr.QrRoomException;
import org.phantomnet.desktop.qr.QrStyle;
import org.phantomnet.desktop.qr.QrText;

/** Asks the person before the chat begins. One thread. */
interface Prompts {
  void say(String line);

  /** Empty at the end of the input. */
  Optional<String> ask(String prompt);

  /**
   * Not echoed.
   *
   * @return to be wiped by the caller; empty at the end of the input
   */
  Optional<char[]> askSecret(String prompt);

  /** In place of the last status, on the same line. */
  void status(String line);

  /** Whether a line was typed, which is taken; does not wait. */
  boolean isEnterPressed();

  /** Drawn as large as a usual terminal can show at once. */
  void code(QrText code);

  /** Says what takes a while; shows that it goes on until the result is closed. */
  Progress begin(String what);

  /** Something that takes a while. */
  interface Progress extends AutoCloseable {
    @Override
    void close();
  }

  /** On the terminal that this process was started in. */
  static Prompts on(Console console) {
    return new OnConsole(console);
  }

  /** {@link Console} turns the echo off itself, and on again whatever happens. */
  final class OnConsole implements Prompts {
    private static final long STEP_MILLIS = 250;
    private static final int COLUMNS = 80;
    private static final int ROWS = 19; // of 24, with the code as text and what is waited for

    private final Console console;

    private OnConsole(Console console) {
      this.console = console;
    }

    @Override
    public void say(String line) {
      console.writer().println(line);
      console.writer().flush();
    }

    @Override
    public Optional<String> ask(String prompt) {
      try {
        return Optional.ofNullable(console.readLine("%s", prompt));
      } catch (IOError e) {
        return Optional.empty(); // the terminal is gone
      }
    }

    @Override
    public Optional<char[]> askSecret(String prompt) {
      try {
        return Optional.ofNullable(console.readPassword("%s", prompt));
      } catch (IOError e) {
        return Optional.empty(); // the terminal is gone
      }
    }

    @Override
    public void status(String line) {
      console.writer().print("\r" + line + " ");
      console.writer().flush();
    }

    @Override
    public boolean isEnterPressed() {
      try {
        return console.reader().ready() && console.readLine() != null;
      } catch (IOException | IOError e) {
        return true; // the terminal is gone
      }
    }

    @Override
    public void code(QrText code) {
      try {
        code.lines(QrStyle.fitting(System.getenv()), COLUMNS, ROWS).forEach(this::say);
      } catch (QrRoomException e) {
        say(e.advice());
      }
    }

    @Override
    public Progress begin(String what) {
      console.writer().print(what + " ");
      console.writer().flush();
      Dots dots = new Dots(console);
      dots.start();
      return dots;
    }
  }

  /** A dot every quarter of a second. */
  final class Dots extends Thread implements Progress {
    private final Console console;
    private boolean closed;

    private Dots(Console console) {
      super("progress");
      this.console = console;
      setDaemon(true);
    }

    @Override
    public void run() {
      synchronized (this) {
        while (!closed) {
          console.writer().print(".");
          console.writer().flush();
          try {
            TimeUnit.MILLISECONDS.timedWait(this, OnConsole.STEP_MILLIS);
          } catch (InterruptedException e) {
            return;
          }
        }
      }
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        notifyAll();
        console.writer().println();
        console.writer().flush();
      }
    }
  }
}
