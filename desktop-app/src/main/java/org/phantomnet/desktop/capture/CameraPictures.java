package org.phantomnet.desktop.capture;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Rule;

/**
 * The camera, or the film in its place, that a person chose, as its blackout lets it out. A picture
 * as the camera took it never gets here: the blackout works in the process that takes it.
 * Thread-safe; its ports are for one thread each.
 */
public final class CameraPictures implements OwnPictures {
  /** Shorter sides are no camera's. */
  static final int LEAST_SIDE = RawFrame.MIN_SIDE;

  private static final int LAST_BLACK = 15;

  /** Children of one use: libwebrtc's capture ends some of them as it starts. */
  private static final int MOST_BEGUN = 5;

  /** Frames of which something is known: who asks has one of the last two. */
  private static final int KNOWN = 8;

  private final CaptureChildren children;
  private final CaptureSource source;
  private final CameraPace pace;
  private final Consumer<CaptureFault> ended;
  private final LongSupplier nanos;
  private ToCapture.Choose chosen = new ToCapture.Choose(0, CameraChoice.DEFAULT);
  private Optional<Use> use = Optional.empty();
  private Optional<CaptureProcess> ready = Optional.empty();
  private Optional<CaptureFault> fault = Optional.empty();
  private int ports;
  private boolean over;
  private int width = 640;
  private int height = 360;

  /**
   * @param ended told if the camera gives no pictures any more; any thread
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public CameraPictures(
      CaptureChildren children,
      CaptureSource source,
      CameraPace pace,
      Consumer<CaptureFault> ended,
      LongSupplier nanos) {
    if (!source.kind().isCamera()) {
      throw new IllegalArgumentException("no camera");
    }
    this.children = children;
    this.source = source;
    this.pace = pace;
    this.ended = ended;
    this.nanos = nanos;
  }

  /**
   * Has a process get ready for the camera, which stays closed, for the next use and from then on
   * for the one after each. Blocks for a moment; without it the first seconds of a use are black.
   */
  void makeReady() {
    CaptureProcess begun;
    try {
      begun = children.makeReady(source.kind());
    } catch (CaptureFailure e) {
      return; // it is tried again, and said, when the camera is opened
    }
    synchronized (this) {
      if (!over && use.isEmpty() && ready.filter(CaptureProcess::isAlive).isEmpty()) {
        ready = Optional.of(begun);
        return;
      }
    }
    begun.close();
  }

  /** What is to be hidden: from the return on no picture that was made otherwise is given out. */
  @Rule("ENG-129")
  public synchronized void choose(CameraChoice wanted) {
    if (!wanted.equals(chosen.choice())) {
      chosen = new ToCapture.Choose(chosen.number() + 1, wanted);
      use.ifPresent(Use::choose);
    }
  }

  @Override
  public boolean hide(CameraChoice.Hidden wanted) {
    choose(wanted);
    return true;
  }

  @Override
  public synchronized VideoIn open() {
    if (ports++ == 0) {
      fault = Optional.empty();
      Use begun = new Use();
      use = Optional.of(begun);
      begun.begin(ready);
      ready = Optional.empty();
    }
    return new Port();
  }

  private synchronized void closeOne() {
    if (--ports == 0) {
      use.ifPresent(Use::close);
      use = Optional.empty();
      Thread next = new Thread(this::makeReady, "camera-ready");
      next.setDaemon(true);
      next.start();
    }
  }

  @Override
  public void close() {
    Optional<CaptureProcess> used;
    Optional<CaptureProcess> unused;
    synchronized (this) {
      over = true;
      used = use.flatMap(now -> now.capture).map(Capture::child);
      unused = ready;
      use.ifPresent(Use::close);
      use = Optional.empty();
      ready = Optional.empty();
    }
    used.ifPresent(CaptureProcess::close);
    unused.ifPresent(CaptureProcess::close);
  }

  /** One use of the camera, from its opening to its closing. */
  private final class Use implements Capture.Receiver {
    private final ArrayDeque<LetOut> known = new ArrayDeque<>();
    private Optional<Capture> capture = Optional.empty();
    private Optional<SafeFrame> newest = Optional.empty();
    private int begun;
    private boolean tooSlow;
    private boolean closed;

    void begin(Optional<CaptureProcess> child) {
      begun++;
      try {
        capture = Optional.of(children.openCamera(child, source, pace, this, this::ended));
        choose();
      } catch (CaptureFailure e) {
        ended(e.fault());
      }
    }

    void choose() {
      newest = Optional.empty();
      capture.ifPresent(to -> to.child().say(chosen));
    }

    /** On the reading thread of the capture child, and on no other. */
    @Override
    public boolean takes(FromCapture message, Optional<Picture> picture) {
      synchronized (CameraPictures.this) {
        if (message instanceof FromCapture.LetOut letOut) {
          boolean current = letOut.choice() == chosen.number();
          if (letOut.choice() > chosen.number() || current && !fits(letOut.state())) {
            return false;
          }
          picture
              .filter(one -> current)
              .ifPresent(one -> show(frame(one), one.timestampNanos(), letOut));
          return true;
        } else if (message instanceof FromCapture.TooSlow slow) {
          newest = Optional.empty();
          tooSlow = true;
          return slow.choice() <= chosen.number();
        }
        return false;
      }
    }

    private boolean fits(BlackoutState state) {
      return (state == BlackoutState.SHOWN_UNMASKED)
          == (chosen.choice() instanceof CameraChoice.PersonShownUnmasked);
    }

    private void show(SafeFrame frame, long takenNanos, FromCapture.LetOut letOut) {
      tooSlow = false;
      newest = closed || fault.isPresent() ? Optional.empty() : Optional.of(frame);
      know(
          new LetOut(
              frame, takenNanos, letOut.state(), Duration.of(letOut.took(), ChronoUnit.MICROS)));
    }

    Optional<BlackoutState> state() {
      return tooSlow
          ? Optional.of(BlackoutState.TOO_SLOW)
          : Optional.ofNullable(known.peekLast()).map(LetOut::state);
    }

    void know(LetOut letOut) {
      known.addLast(letOut);
      if (known.size() > KNOWN) {
        known.removeFirst();
      }
    }

    void ended(CaptureFault why) {
      synchronized (CameraPictures.this) {
        if (closed) {
          return;
        }
        if (isWorthAnother(why)) {
          begin(Optional.empty());
          return;
        }
        fault = Optional.of(why);
        newest = Optional.empty();
      }
      ended.accept(why);
    }

    @Rule("ENG-132")
    private boolean isWorthAnother(CaptureFault why) {
      return why == CaptureFault.CHILD_FAILED
          && begun < MOST_BEGUN
          && capture.filter(Capture::opened).isEmpty();
    }

    void close() {
      closed = true;
      newest = Optional.empty();
      capture.ifPresent(Capture::close);
    }
  }

  private SafeFrame frame(Picture picture) {
    return SafeFrame.ofCameraProcess(
        picture.i420(), picture.width(), picture.height(), nanos.getAsLong());
  }

  /** Each picture once: what a camera gives more slowly is not sent twice. */
  private synchronized Optional<SafeFrame> next(Port port) {
    Optional<Use> tooSlow = use.filter(now -> now.tooSlow && fault.isEmpty());
    if (fault.isPresent() || tooSlow.isPresent()) {
      Optional<SafeFrame> black =
          port.black++ < LAST_BLACK ? Optional.of(black()) : Optional.empty();
      black.ifPresent(frame -> tooSlow.ifPresent(now -> now.know(tooSlow(frame))));
      return black;
    }
    Optional<SafeFrame> frame =
        use.flatMap(now -> now.newest).filter(one -> !port.last.equals(Optional.of(one)));
    frame.ifPresent(
        one -> {
          width = one.width();
          height = one.height();
          port.black = 0;
          port.last = frame;
        });
    return frame;
  }

  private static LetOut tooSlow(SafeFrame frame) {
    return new LetOut(frame, 0, BlackoutState.TOO_SLOW, Duration.ZERO);
  }

  @Override
  public synchronized Optional<LetOut> about(SafeFrame frame) {
    return use.flatMap(
        now -> now.known.stream().filter(letOut -> letOut.frame() == frame).findFirst());
  }

  @Override
  public synchronized Optional<BlackoutState> state() {
    return use.filter(now -> fault.isEmpty()).flatMap(Use::state);
  }

  private SafeFrame black() {
    return frame(new Picture(width, height, 0, Picture.black(width, height)));
  }

  private final class Port implements VideoIn {
    private Optional<SafeFrame> last = Optional.empty();
    private int black;
    private boolean open = true;

    @Override
    public Optional<SafeFrame> next() {
      return open ? CameraPictures.this.next(this) : Optional.empty();
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
