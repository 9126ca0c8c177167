package org.phantomnet.desktop.chat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.capture.Preview;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.port.SafeFrame;

/**
 * A look at one's own pictures before a call: the frames that would be sent, small, and what is
 * said of them. Thread-safe; lives as long as the chat.
 */
final class OwnPreview {
  /**
   * What is shown of a look.
   *
   * @param state of a camera's picture
   */
  record Shown(SmallPicture picture, Optional<BlackoutState> state) {
    String words() {
      return VideoWords.wouldBeSent(picture.size(), state.map(BlackoutState::words));
    }
  }

  private static final long SECOND = 1_000_000_000L;

  /** A terminal shows no more than five a second. */
  private static final long APART = SECOND / 5;

  private final LongSupplier nanos;
  private volatile Consumer<Shown> told = look -> {};
  private volatile Runnable changed = () -> {};
  private Optional<AtomicBoolean> running = Optional.empty();
  private Optional<Shown> shown = Optional.empty();

  /**
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  OwnPreview(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Told whenever the words are others, on a thread of the preview's own. */
  void tell(Consumer<Shown> listener) {
    told = listener;
  }

  /** Run when there is something else to show. */
  void wake(Runnable woken) {
    changed = woken;
  }

  /**
   * Begins a look, or ends the one that there is.
   *
   * @return whether it begins
   */
  boolean toggle(OwnPictures own) {
    if (end()) {
      return false;
    }
    AtomicBoolean goOn = new AtomicBoolean(true);
    synchronized (this) {
      running = Optional.of(goOn);
    }
    Thread thread = new Thread(() -> new Watch(goOn).run(own), "chat-preview");
    thread.setDaemon(true);
    thread.start();
    return true;
  }

  /**
   * Nothing of it is shown from the return on; its device is closed soon after. Idempotent.
   *
   * @return whether there was one
   */
  boolean end() {
    boolean was;
    synchronized (this) {
      was = running.isPresent();
      running.ifPresent(goOn -> goOn.set(false));
      running = Optional.empty();
      shown = Optional.empty();
    }
    changed.run();
    return was;
  }

  synchronized Optional<Shown> shown() {
    return shown;
  }

  /** One look. */
  private final class Watch {
    private final AtomicBoolean goOn;
    private long lastMade;
    private String said = "";

    Watch(AtomicBoolean goOn) {
      this.goOn = goOn;
    }

    void run(OwnPictures own) {
      Preview.watch(own, goOn::get, this::see);
    }

    private void see(Preview.Seen seen) {
      SafeFrame frame = seen.frame();
      long now = nanos.getAsLong();
      boolean isSame = shown().filter(last -> last.state().equals(seen.state())).isPresent();
      if (isSame && now - lastMade < APART) {
        return;
      }
      lastMade = now;
      Picture picture =
          new Picture(frame.width(), frame.height(), frame.timestampNanos(), frame.i420());
      Shown made = new Shown(SmallPicture.of(picture, 0), seen.state());
      synchronized (OwnPreview.this) {
        if (!goOn.get()) {
          return;
        }
        shown = Optional.of(made);
      }
      if (!made.words().equals(said)) {
        said = made.words();
        told.accept(made);
      }
      changed.run();
    }
  }
}
