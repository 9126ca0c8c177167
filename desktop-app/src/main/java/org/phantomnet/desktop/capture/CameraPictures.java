package org.phantomnet.desktop.capture;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Rule;

/**
 * The camera that a person chose, as the blackout lets it out. A picture as the camera took it goes
 * to the blackout alone and is kept nowhere. Thread-safe; its ports are for one thread each.
 */
public final class CameraPictures implements OwnPictures {
  private static final int LAST_BLACK = 15;
  private static final int NUMBER = 1;

  private final CaptureChildren children;
  private final CaptureSource source;
  private final Supplier<Blackout> blackouts;
  private final Consumer<CaptureFault> ended;
  private final LongSupplier nanos;
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
    if (source.kind() != CaptureSource.Kind.CAMERA) {
      throw new IllegalArgumentException("no camera");
    }
    this.children = children;
    this.source = source;
    this.blackouts = blackouts;
    this.ended = ended;
    this.nanos = nanos;
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
    private Optional<Capture> capture = Optional.empty();
    private Optional<SafeFrame> newest = Optional.empty();
    private boolean closed;

    Use(Blackout blackout) {
      this.blackout = blackout;
    }

    /** On the reading thread of the capture child, and on no other. */
    @Rule("ENG-127")
    void taken(Picture picture) {
      CameraChoice wanted = choice();
      SafeFrame safe;
      synchronized (blackout) {
        blackout.choose(wanted);
        safe = blackout.apply(raw(picture.i420(), picture.width(), picture.height()));
      }
      synchronized (CameraPictures.this) {
        boolean wantedStill = wanted.equals(choice) && !closed && fault.isEmpty();
        newest = wantedStill ? Optional.of(safe) : Optional.empty();
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

  private RawFrame raw(ByteBuffer i420, int frameWidth, int frameHeight) {
    return new RawFrame(i420, frameWidth, frameHeight, Rotation.NONE, nanos.getAsLong(), NUMBER);
  }

  private synchronized Optional<SafeFrame> next(Port port) {
    if (fault.isPresent()) {
      return port.black++ < LAST_BLACK ? Optional.of(black()) : Optional.empty();
    }
    Optional<SafeFrame> frame = use.flatMap(now -> now.newest);
    frame.ifPresent(
        one -> {
          width = one.width();
          height = one.height();
        });
    return frame;
  }

  /**
   * Only a blackout makes frames of a camera, black ones too; one that is closed makes no other.
   */
  private SafeFrame black() {
    try (Blackout closed = blackouts.get()) {
      closed.close();
      return closed.apply(raw(Picture.black(width, height), width, height));
    }
  }

  private final class Port implements VideoIn {
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
