package org.phantomnet.desktop.capture;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.RateLadder;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Rule;

/**
 * The camera, or the film in its place, that a person chose, as the blackout lets it out. A picture
 * as the camera took it goes to the blackout alone and is kept nowhere. Thread-safe; its ports are
 * for one thread each.
 */
public final class CameraPictures implements OwnPictures {
  /** Shorter sides are no camera's. */
  static final int LEAST_SIDE = RawFrame.MIN_SIDE;

  private static final int LAST_BLACK = 15;

  /** Frames of which something is known: who asks has one of the last two. */
  private static final int KNOWN = 8;

  private static final int NUMBER = 1;

  private final CaptureChildren children;
  private final CaptureSource source;
  private final Supplier<Blackout> blackouts;
  private final Consumer<CaptureFault> ended;
  private final LongSupplier nanos;
  private final boolean weak;
  private CameraChoice choice = CameraChoice.DEFAULT;
  private Optional<Use> use = Optional.empty();
  private Optional<CaptureFault> fault = Optional.empty();
  private int ports;
  private int width = 640;
  private int height = 360;

  /**
   * @param blackouts one for each use of the camera
   * @param ended told if the camera gives no pictures any more; any thread
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public CameraPictures(
      CaptureChildren children,
      CaptureSource source,
      Supplier<Blackout> blackouts,
      Consumer<CaptureFault> ended,
      LongSupplier nanos) {
    this(children, source, blackouts, ended, nanos, false);
  }

  /**
   * The same.
   *
   * @param weak whether this device declares itself weak (BLK-18)
   */
  CameraPictures(
      CaptureChildren children,
      CaptureSource source,
      Supplier<Blackout> blackouts,
      Consumer<CaptureFault> ended,
      LongSupplier nanos,
      boolean weak) {
    if (!source.kind().isCamera()) {
      throw new IllegalArgumentException("no camera");
    }
    this.children = children;
    this.source = source;
    this.blackouts = blackouts;
    this.ended = ended;
    this.nanos = nanos;
    this.weak = weak;
  }

  /** What is to be hidden: from the return on no picture that was made otherwise is given out. */
  @Rule("ENG-129")
  public synchronized void choose(CameraChoice wanted) {
    if (!wanted.equals(choice)) {
      choice = wanted;
      use.ifPresent(Use::drop);
    }
  }

  @Override
  public boolean hide(CameraChoice.Hidden wanted) {
    choose(wanted);
    return true;
  }

  private synchronized CameraChoice choice() {
    return choice;
  }

  @Override
  public synchronized VideoIn open() {
    if (ports++ == 0) {
      fault = Optional.empty();
      Use begun = new Use(blackouts.get());
      use = Optional.of(begun);
      try {
        begun.capture = Optional.of(children.open(source, begun::taken, begun::ended));
      } catch (CaptureFailure e) {
        begun.ended(e.fault());
      }
    }
    return new Port();
  }

  private synchronized void closeOne() {
    if (--ports == 0) {
      close();
    }
  }

  @Override
  public synchronized void close() {
    use.ifPresent(Use::close);
    use = Optional.empty();
  }

  /** One use of the camera, from its opening to its closing. */
  private final class Use {
    private final Blackout blackout;
    private final RateLadder ladder = new RateLadder(weak);
    private final ArrayDeque<LetOut> known = new ArrayDeque<>();
    private Optional<Capture> capture = Optional.empty();
    private Optional<SafeFrame> newest = Optional.empty();
    private boolean tooSlow;
    private boolean closed;

    Use(Blackout blackout) {
      this.blackout = blackout;
    }

    /** On the reading thread of the capture child, and on no other. */
    @Rule("ENG-127")
    void taken(Picture picture) {
      CameraChoice wanted = choice();
      LetOut letOut;
      boolean none;
      synchronized (blackout) {
        long now = nanos.getAsLong();
        if (!ladder.takes(now)) {
          return;
        }
        Picture sized = ladder.step() == RateLadder.Step.WEAK ? Smaller.of(picture) : picture;
        RawFrame raw = raw(sized.i420(), sized.width(), sized.height(), now);
        blackout.choose(wanted);
        SafeFrame safe = blackout.apply(raw);
        letOut = new LetOut(safe, picture.timestampNanos(), blackout.state(), blackout.took());
        RateLadder.Step step = ladder.after(now, blackout.took());
        none = step == RateLadder.Step.NONE && wanted instanceof CameraChoice.Hidden;
      }
      synchronized (CameraPictures.this) {
        boolean wantedStill = wanted.equals(choice) && !closed && fault.isEmpty();
        newest = wantedStill && !none ? Optional.of(letOut.frame()) : Optional.empty();
        tooSlow = none;
        know(letOut);
      }
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

    void drop() {
      newest = Optional.empty();
    }

    void ended(CaptureFault why) {
      synchronized (CameraPictures.this) {
        if (closed) {
          return;
        }
        fault = Optional.of(why);
        newest = Optional.empty();
      }
      ended.accept(why);
    }

    void close() {
      closed = true;
      newest = Optional.empty();
      capture.ifPresent(Capture::close);
      Thread last = new Thread(this::forget, "camera-end"); // a frame in work is waited for there
      last.setDaemon(true);
      last.start();
    }

    private void forget() {
      synchronized (blackout) {
        blackout.close(); // a frame after that is black
      }
    }
  }

  private static RawFrame raw(ByteBuffer i420, int frameWidth, int frameHeight, long at) {
    return new RawFrame(i420, frameWidth, frameHeight, Rotation.NONE, at, NUMBER);
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

  /**
   * Only a blackout makes frames of a camera, black ones too; one that is closed makes no other.
   */
  private SafeFrame black() {
    try (Blackout closed = blackouts.get()) {
      closed.close();
      return closed.apply(raw(Picture.black(width, height), width, height, nanos.getAsLong()));
    }
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
