package org.phantomnet.desktop.capture;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Rule;

/**
 * The screen or window that a person chose to share: the one place that makes a {@link SafeFrame}
 * of such. Its pictures are taken while a port is open. Once it ended by itself it stays ended, and
 * never becomes another. Thread-safe; its ports are for one thread each.
 */
public final class ScreenShare implements OwnPictures {
  /**
   * Black pictures after the end: a second of the slowest pace of a shared screen, three at least.
   */
  private static final int LAST_BLACK = 15;

  private final CaptureChildren children;
  private final CaptureSource source;
  private final Consumer<CaptureFault> ended;
  private final LongSupplier nanos;
  private Optional<Capture> capture = Optional.empty();
  private Optional<CaptureFault> fault = Optional.empty();
  private int ports;
  private int width = 640;
  private int height = 360;

  /**
   * @param source what the person chose, and nothing else
   * @param ended told once if sharing ends by itself; any thread
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public ScreenShare(
      CaptureChildren children,
      CaptureSource source,
      Consumer<CaptureFault> ended,
      LongSupplier nanos) {
    if (source.kind().isCamera()) {
      throw new IllegalArgumentException("a camera is no screen");
    }
    this.children = children;
    this.source = source;
    this.ended = ended;
    this.nanos = nanos;
  }

  @Override
  public synchronized VideoIn open() {
    if (ports++ == 0 && fault.isEmpty()) {
      try {
        capture = Optional.of(children.openScreen(source, this::end));
      } catch (CaptureFailure e) {
        end(e.fault());
      }
    }
    return new Port();
  }

  private void end(CaptureFault why) {
    synchronized (this) {
      fault = Optional.of(why);
    }
    ended.accept(why);
  }

  @Rule("ENG-124")
  private synchronized Optional<SafeFrame> next(int blackAlready) {
    Optional<Picture> picture =
        fault.isEmpty() ? capture.flatMap(Capture::newest) : Optional.empty();
    if (picture.isPresent()) {
      width = picture.get().width();
      height = picture.get().height();
      return Optional.of(
          SafeFrame.ofScreen(picture.get().i420().duplicate(), width, height, nanos.getAsLong()));
    }
    return fault.isPresent() && blackAlready < LAST_BLACK
        ? Optional.of(
            SafeFrame.ofScreen(Picture.black(width, height), width, height, nanos.getAsLong()))
        : Optional.empty();
  }

  private synchronized void closeOne() {
    if (--ports == 0) {
      capture.ifPresent(Capture::close);
      capture = Optional.empty();
    }
  }

  @Override
  public void close() {
    Optional<Capture> last;
    synchronized (this) {
      last = capture;
      capture.ifPresent(Capture::close);
      capture = Optional.empty();
    }
    last.map(Capture::child).ifPresent(CaptureProcess::close);
  }

  private final class Port implements VideoIn {
    private int black;
    private boolean open = true;

    @Override
    public Optional<SafeFrame> next() {
      Optional<SafeFrame> frame = open ? ScreenShare.this.next(black) : Optional.empty();
      synchronized (ScreenShare.this) {
        black = fault.isPresent() ? black + 1 : 0;
      }
      return frame;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        closeOne();
      }
    }
  }
}
