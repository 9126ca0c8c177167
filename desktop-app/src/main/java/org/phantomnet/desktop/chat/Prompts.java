package org.phantomnet.desktop.chat;

import java.io.Console;
import java.io.IOError;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
