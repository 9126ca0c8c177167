package org.phantomnet.desktop.chat;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.desktop.client.ClientException;
import org.phantomnet.desktop.client.Failure;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.id.UserAddress;

/**
 * The chat behind the full screen: turns keys into commands and the state into {@link View}s. Keys
 * and views on the screen's thread; commands run on one of their own, so that a slow mailbox does
 * not stop the screen. Lives until {@link #close}.
 */
final class ScreenChat implements AutoCloseable {
  private static final int PAGE = 10;

  private final ChatController controller;
  private final ScreenFace face;
  private final ChatPictures pictures;
  private final boolean testEstate;
  private final Runnable wake;
  private final StoredView stored;
  private final ExecutorService commands =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "chat-commands");
            thread.setDaemon(true);
            return thread;
          });
  private final InputLine input = new InputLine();
  private final AtomicInteger working = new AtomicInteger();
  private List<String> choices = List.of();
  private int scroll;
  private boolean redraw;

  ScreenChat(
      ChatController controller,
      ScreenFace face,
      ChatPictures pictures,
      boolean testEstate,
      Runnable wake) {
    this.controller = controller;
    this.pictures = pictures;
    this.face = face;
    this.testEstate = testEstate;
    this.wake = wake;
    pictures.wake(wake);
    this.stored = new StoredView(controller.desk());
  }

  ChatState state() {
    return controller.state();
  }

  boolean isQuitting() {
    return state().isQuitting();
  }

  /** Whether the terminal is to be drawn anew, once. */
  boolean takeRedraw() {
    boolean taken = redraw;
    redraw = false;
    return taken;
  }

  /** One key, with its text where it has one. */
  void press(Key key, String text) {
    if (key != Key.TAB) {
      choices = List.of();
    }
    switch (key) {
      case INSERT -> input.insert(text);
      case PASTE -> input.insert(pasted(text));
      case ENTER -> enter();
      case TAB -> complete();
      case ESCAPE -> escape();
      case BACKSPACE -> input.backspace();
      case DELETE -> input.delete();
      case LEFT -> input.left();
      case RIGHT -> input.right();
      case HOME -> input.home();
      case END -> input.end();
      case OLDER -> input.recall(1);
      case NEWER -> input.recall(-1);
      case PAGE_UP -> scroll(PAGE);
      case PAGE_DOWN -> scroll(-PAGE);
      case KILL_TO_START -> input.killToStart();
      case KILL_TO_END -> input.killToEnd();
      case KILL_WORD -> input.killWord();
      case NEXT_CHAT -> step(1);
      case PREVIOUS_CHAT -> step(-1);
      case INTERRUPT -> interrupt();
      case END_OF_INPUT -> {
        if (input.text().isEmpty()) {
          state().quit();
        } else {
          input.delete();
        }
      }
      case HELP -> submit("/help");
      case ANSWER -> submit("/answer");
      case HANG_UP -> run(() -> controller.run(nothing -> controller.calls().end()));
      case MUTE -> run(() -> controller.run(nothing -> controller.calls().toggleMute()));
      case REDRAW -> redraw = true;
      case NOTHING -> {
        // no key of ours
      }
    }
  }

  /** Line ends stay inside the message: what is pasted is never sent or executed by itself. */
  private static String pasted(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n').replaceAll("[\\p{Cc}&&[^\n\t]]", "");
  }

  private void enter() {
    String line = input.take();
    scroll = 0;
    if (!line.isBlank()) {
      submit(line);
    } else if (state().question().isPresent()) {
      submit("/yes");
    } else if (state().panel().isPresent()) {
      state().closePanel();
    }
  }

  private void submit(String line) {
    face.forgetReply();
    state().closePanel();
    scroll = 0;
    run(() -> controller.execute(line));
  }

  private void run(Runnable work) {
    working.incrementAndGet();
    commands.execute(
        () -> {
          try {
            work.run();
          } finally {
            face.takePanel().ifPresent(state()::show);
            done();
          }
        });
  }

  private void done() {
    working.decrementAndGet();
    wake.run();
  }

  private void escape() {
    scroll = 0;
    if (state().question().isPresent()) {
      submit("/no");
    } else if (state().panel().isPresent()) {
      state().closePanel();
    } else if (!input.text().isEmpty()) {
      input.set("");
    } else {
      face.forgetReply();
      state().clearNotices();
    }
  }

  private void interrupt() {
    if (!input.text().isEmpty()) {
      input.set("");
    } else {
      state().show(ScreenWords.leave());
    }
  }

  private void complete() {
    String head = input.text().substring(0, input.cursor());
    String tail = input.text().substring(input.cursor());
    Completion completion = Completion.of(head, controller.commands(), controller.people());
    String more = completion.applied(head);
    input.set(more + tail);
    while (input.cursor() > more.length()) {
      input.left();
    }
    choices = completion.candidates().size() > 1 ? completion.candidates() : List.of();
  }

  private void scroll(int by) {
    // A panel is read from its top, a chat from its newest line.
    boolean fromTop = state().panel().isPresent() || state().question().isPresent();
    scroll = Math.max(0, scroll + (fromTop ? -by : by));
  }

  private void step(int by) {
    try {
      List<UserAddress> all =
          controller.desk().messenger().chatList().stream()
              .map(chat -> chat.contact().address())
              .toList();
      if (!all.isEmpty()) {
        int at = state().open().map(all::indexOf).orElse(by > 0 ? -1 : 0);
        submit("/open " + all.get(Math.floorMod(at + by, all.size())).text());
      }
    } catch (ClientException e) {
      // not open yet
    }
  }

  /** The store gave nothing to draw. */
  void fail(Failure failure) {
    face.failed(failure);
  }

  /** What to draw now. */
  View view() throws ClientException, StoreException {
    boolean reads = state().panel().isPresent() || state().question().isPresent();
    StoredView.Stored now = stored.read(state().open(), reads ? 0 : scroll);
    return new View(
        now.self(),
        state().connection(),
        state().isUnlinked(),
        state().callsReady(),
        testEstate,
        now.rows(),
        now.chat(),
        state()
            .liveCall()
            .map(
                call ->
                    new View.Call(
                        call,
                        controller.desk().name(call.contact()),
                        now.verified().contains(call.contact()),
                        pictures.newest(),
                        pictures.state())),
        pictures.preview().shown(),
        state().panel(),
        state().question(),
        state().notices(),
        face.reply(),
        choices,
        input.text(),
        input.cursor(),
        working.get() > 0,
        scroll,
        controller.desk().zone());
  }

  @Override
  public void close() {
    commands.shutdown();
  }
}
