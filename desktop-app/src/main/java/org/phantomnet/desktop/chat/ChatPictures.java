package org.phantomnet.desktop.chat;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.capture.OwnPictures;
import org.phantomnet.desktop.client.VideoSource;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.VideoOut;
import org.phantomnet.desktop.media.VideoPorts;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.port.SafeFrame;

/**
 * The pictures of a chat: what this side sends, if it has anything, and the newest that arrived,
 * small. Thread-safe; lives as long as the chat.
 */
public final class ChatPictures implements VideoSource, AutoCloseable {
  private static final long SECOND = 1_000_000_000L;

  /** A terminal shows no more than five a second. */
  private static final long APART = SECOND / 5;

  /** One that stands longer is none any more. */
  private static final long STALE = 2 * SECOND;

  private final LongSupplier nanos;
  private volatile Optional<OwnPictures> own = Optional.empty();
  private volatile Consumer<String> faults = words -> {};
  private volatile Runnable changed = () -> {};
  private volatile Consumer<SmallPicture> listener = picture -> {};
  private final OwnPreview preview;
  private Optional<SmallPicture> newest = Optional.empty();
  private long madeAt;

  /** With nothing to send yet. */
  public ChatPictures() {
    this(System::nanoTime);
  }

  ChatPictures(LongSupplier nanos) {
    this.nanos = nanos;
    preview = new OwnPreview(nanos);
  }

  /** What is sent in calls from now on; closed with this. */
  public void send(OwnPictures pictures) {
    own = Optional.of(pictures);
  }

  /** What was sent ended by itself. */
  public void ended(String words) {
    preview.end();
    faults.accept(words);
  }

  /** What this side sends, if it has anything. */
  Optional<OwnPictures> own() {
    return own;
  }

  /** What is let out of this side's camera now, if it has one and that is open. */
  Optional<BlackoutState> state() {
    return own.flatMap(OwnPictures::state);
  }

  /** The look at that before a call. */
  OwnPreview preview() {
    return preview;
  }

  /** Whether this side has pictures to send. */
  boolean hasOwn() {
    return own.isPresent();
  }

  /** Told in words if what is sent ends by itself, on any thread. */
  void tellFaults(Consumer<String> told) {
    faults = told;
  }

  /** Told once for each connection and size, when it is known how many come; on their thread. */
  void tell(Consumer<SmallPicture> told) {
    listener = told;
  }

  /** Run when there is something else to show. */
  void wake(Runnable woken) {
    changed = woken;
    preview.wake(woken);
  }

  /** What arrives now; empty where nothing does. */
  synchronized Optional<SmallPicture> newest() {
    return newest.filter(picture -> nanos.getAsLong() - madeAt < STALE);
  }

  @Override
  public VideoPorts open(Consumer<String> recording) {
    return new VideoPorts() {
      @Override
      public VideoIn openIn() {
        return own.map(OwnPictures::open).orElseGet(Nothing::new);
      }

      @Override
      public VideoOut openOut() {
        return new Seen();
      }
    };
  }

  @Override
  public boolean hide(CameraChoice.Hidden wanted) {
    return own.filter(pictures -> pictures.hide(wanted)).isPresent();
  }

  /** No device is open when it returns. */
  @Override
  public void close() {
    preview.end();
    own.ifPresent(OwnPictures::close);
  }

  private static final class Nothing implements VideoIn {
    @Override
    public Optional<SafeFrame> next() {
      return Optional.empty();
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  /** Of one connection; its figures are its own. */
  private final class Seen implements VideoOut {
    private long secondBegan;
    private long lastMade = Long.MIN_VALUE;
    private int counted;
    private int perSecond;
    private String told = "";

    @Override
    public void show(Picture picture) {
      long now = nanos.getAsLong();
      if (counted == 0 && perSecond == 0) {
        secondBegan = now;
      }
      counted++;
      if (now - secondBegan >= SECOND) {
        perSecond = (int) Math.round(counted * (double) SECOND / (now - secondBegan));
        secondBegan = now;
        counted = 0;
      }
      if (lastMade == Long.MIN_VALUE || now - lastMade >= APART) {
        lastMade = now;
        SmallPicture small = SmallPicture.of(picture, perSecond);
        keep(small, now);
        tell(small);
      }
    }

    private void tell(SmallPicture small) {
      if (small.isMeasured() && !small.size().equals(told)) {
        told = small.size();
        listener.accept(small);
      }
    }

    @Override
    public void close() {
      synchronized (ChatPictures.this) {
        newest = Optional.empty();
      }
      changed.run();
    }
  }

  private void keep(SmallPicture picture, long now) {
    synchronized (this) {
      newest = Optional.of(picture);
      madeAt = now;
    }
    changed.run();
  }
}
