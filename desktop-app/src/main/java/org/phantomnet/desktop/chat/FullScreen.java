package org.phantomnet.desktop.chat;

import java.io.Console;
import java.io.IOError;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.phantomnet.desktop.client.ClientControl;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.EstateFile;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.desktop.qr.QrStyle;
import org.phantomnet.messenger.MessengerException;
import org.phantomnet.messenger.store.StoreException;

/**
 * The chat in a terminal of one's own: asks what the start needs, then draws the screen until the
 * person leaves. On the terminal's second screen, so that nothing of a chat stays in its history.
 */
public final class FullScreen {
  private static final long TICK_MILLIS = 1_000;
  private static final String PASTE_ON = "\033[?2004h";
  private static final String PASTE_OFF = "\033[?2004l";
  private static final String LEAVE_SCREEN = "\033[?1l\033[?1049l\033[?25h";
  private static final int FAILED = 1;

  /** Something for the screen's thread. */
  private interface Work {
    void run();
  }

  private final ChatOptions options;
  private final Console console;
  private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
  private final CountDownLatch left = new CountDownLatch(1);
  private volatile Optional<ScreenChat> shown = Optional.empty();
  private volatile Runnable restore = () -> {};

  private FullScreen(ChatOptions options, Console console) {
    this.options = options;
    this.console = console;
  }

  /**
   * Blocks until the person leaves.
   *
   * @param environment says what the terminal can show
   * @return the exit code
   * @throws IOException with a sentence that says what to do
   */
  public static int run(ChatOptions options, Console console, Map<String, String> environment)
      throws IOException {
    return new FullScreen(options, console).run(Prompts.on(console), environment);
  }

  private int run(Prompts prompts, Map<String, String> environment) throws IOException {
    Entrance entrance = new Entrance(prompts, options);
    Optional<EstateChoice> estate = entrance.chooseEstate();
    if (estate.isEmpty()) {
      return 0;
    }
    EstateFile file = estate.get().read();
    entrance.describe(file);
    ScreenFace face = new ScreenFace(options.clock(), this::wake);
    try (ClientControl control = new ClientControl(options.settings(file));
        Farewell farewell = new Farewell(() -> farewell(control))) {
      ChatController controller = new ChatController(control, face, options, List.of());
      control.subscribe(controller);
      if (!entrance.open(control, estate.get())) {
        return 0;
      }
      controller.opened();
      try (ScreenChat chat =
          new ScreenChat(
              controller, face, options.pictures(), estate.get().testEstate(), this::wake)) {
        show(chat, environment);
      }
      prompts.say(StartWords.LEAVING);
      return 0;
    } catch (MessengerException | ClientException | StoreException e) {
      prompts.say("");
      prompts.say(Failure.of(e).orElseThrow().text());
      return FAILED;
    } finally {
      options.sound().ifPresent(ChatSound::close);
      options.pictures().close();
    }
  }

  /** The signal's thread: what is shown ends by itself, and then the rest; a prompt cannot. */
  private void farewell(ClientControl control) {
    Optional<ScreenChat> chat = shown;
    if (chat.isEmpty()) {
      control.close();
      return;
    }
    chat.get().state().quit();
    wake();
    try {
      if (!left.await(Farewell.LIMIT.toMillis() / 2, TimeUnit.MILLISECONDS)) {
        restore.run();
      }
      control.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void wake() {
    queue.add(() -> {});
  }

  private void show(ScreenChat chat, Map<String, String> environment) throws IOException {
    try (Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .dumb(false)
            .graphemeCluster(false)
            .signalHandler(Terminal.SignalHandler.SIG_IGN)
            .build()) {
      QrStyle codes = QrStyle.fitting(environment);
      boolean colours = environment.getOrDefault("NO_COLOR", "").isEmpty();
      Look look = new Look(terminal.encoding().name().equalsIgnoreCase("UTF-8"), colours, codes);
      Attributes before = terminal.enterRawMode();
      restore = () -> leave(terminal, before);
      shown = Optional.of(chat);
      try {
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.writer().write(PASTE_ON);
        terminal.handle(Terminal.Signal.WINCH, signal -> wake());
        options.sound().ifPresent(sound -> sound.ringWith(() -> bell(terminal)));
        readKeys(terminal, chat);
        loop(terminal, chat, look);
      } catch (IllegalStateException e) {
        if (!chat.isQuitting()) {
          throw e;
        }
        // A signal ended the process: JLine closed the terminal before the loop was over.
      } finally {
        leave(terminal, before);
        left.countDown();
      }
    }
  }

  private void bell(Terminal terminal) {
    queue.add(
        () -> {
          terminal.puts(Capability.bell);
          terminal.flush();
        });
  }

  private void leave(Terminal terminal, Attributes before) {
    try {
      leaveByJline(terminal, before);
    } catch (IllegalStateException e) {
      // JLine's own hook was first: it reset the line's settings, not the screen.
      console.writer().print(PASTE_OFF + LEAVE_SCREEN);
      console.flush();
    }
  }

  private static void leaveByJline(Terminal terminal, Attributes before) {
    terminal.writer().write(PASTE_OFF);
    terminal.puts(Capability.keypad_local);
    terminal.puts(Capability.exit_ca_mode);
    terminal.puts(Capability.cursor_visible);
    terminal.flush();
    terminal.setAttributes(before);
  }

  private void readKeys(Terminal terminal, ScreenChat chat) {
    BindingReader reader = new BindingReader(terminal.reader());
    KeyMap<Key> keys = Key.map(terminal);
    Thread thread =
        new Thread(
            () -> {
              boolean open = true;
              while (open) {
                Optional<Key> pressed = read(reader, keys);
                open = pressed.isPresent();
                if (pressed.isEmpty()) {
                  queue.add(() -> chat.state().quit());
                } else {
                  Key key = pressed.get();
                  String text =
                      key == Key.PASTE
                          ? reader.readStringUntil(Key.PASTE_ENDS)
                          : reader.getLastBinding();
                  queue.add(() -> chat.press(key, text == null ? "" : text));
                }
              }
            },
            "keys");
    thread.setDaemon(true);
    thread.start();
  }

  /** Empty once the terminal is gone or closed. */
  private static Optional<Key> read(BindingReader reader, KeyMap<Key> keys) {
    try {
      return Optional.ofNullable(reader.readBinding(keys));
    } catch (EndOfFileException | IOError e) {
      return Optional.empty();
    }
  }

  private void loop(Terminal terminal, ScreenChat chat, Look look) {
    Display display = new Display(terminal, true);
    int columns = 0;
    int rows = 0;
    while (!chat.isQuitting()) {
      boolean resized = terminal.getWidth() != columns || terminal.getHeight() != rows;
      if (chat.takeRedraw() || resized) {
        columns = terminal.getWidth();
        rows = terminal.getHeight();
        display.clear();
        display.resize(rows, columns);
      }
      draw(display, chat, columns, rows, look);
      next();
    }
  }

  private void draw(Display display, ScreenChat chat, int columns, int rows, Look look) {
    try {
      Frame frame = Screen.draw(chat.view(), columns, rows, look, options.clock().instant());
      display.update(frame.lines(), frame.row() * columns + frame.column());
    } catch (StoreException | ClientException e) {
      chat.fail(Failure.of(e).orElseThrow());
    }
  }

  /** Waits for something to happen, a second at most, then takes all that has. */
  private void next() {
    try {
      Work work = queue.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
      while (work != null) {
        work.run();
        work = queue.poll();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      queue.add(() -> {});
    }
  }
}
