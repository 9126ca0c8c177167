package org.phantomnet.engine.blackout;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Rule;

/**
 * Turns what a camera sees into what may leave the device. Every frame is decided by a mask made
 * from that very frame, and a frame that cannot be decided is black: there is no way through here
 * on which an error lets a picture out. One for each use of a camera; for one thread, the camera's.
 */
public final class Blackout implements AutoCloseable {
  /** A frame that took longer is black (BLK-7). */
  static final Duration LATE = Duration.ofMillis(30);

  private final Segmenter.Source source;
  private final LongSupplier nanos;
  private CameraChoice choice = CameraChoice.DEFAULT;
  private Optional<Segmenter> segmenter = Optional.empty();
  private boolean noModel;
  private Optional<Scene> scene = Optional.empty();
  private BlackoutState state = BlackoutState.STARTING;
  private long took;

  /**
   * @param source opened with the first frame that needs it
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public Blackout(Segmenter.Source source, LongSupplier nanos) {
    this.source = source;
    this.nanos = nanos;
  }

  /** What the person wants from the next frame on. Another choice starts black. */
  public void choose(CameraChoice wanted) {
    if (!wanted.equals(choice)) {
      choice = wanted;
      scene.ifPresent(Scene::forget);
    }
  }

  public CameraChoice choice() {
    return choice;
  }

  /** Why the last frame is as it is. */
  public BlackoutState state() {
    return state;
  }

  /** How long the last frame took. */
  public Duration took() {
    return Duration.ofNanos(took);
  }

  /**
   * What may leave of a frame. Never throws for what a camera or a segmenter does.
   *
   * @return upright: width and height have changed places if the frame was turned by a quarter
   */
  @Rule("BLK-1")
  public SafeFrame apply(RawFrame frame) {
    long begin = nanos.getAsLong();
    Scene now = sceneOf(frame);
    ByteBuffer picture = decide(frame, now);
    took = nanos.getAsLong() - begin;
    if (!state.allBlack() && isLate()) {
      state = BlackoutState.TOO_SLOW;
      picture = now.black();
    }
    return SafeFrame.ofCamera(picture, now.width(), now.height(), frame.timestampNanos());
  }

  private ByteBuffer decide(RawFrame frame, Scene now) {
    if (choice instanceof CameraChoice.Hidden hidden) {
      state = judge(frame, now, hidden);
      return state.allBlack() ? now.black() : now.masked();
    }
    return unmasked(frame, now);
  }

  /** The one way on which a frame leaves as the camera took it. */
  @Rule("BLK-10")
  private ByteBuffer unmasked(RawFrame frame, Scene now) {
    state = BlackoutState.SHOWN_UNMASKED;
    return now.unmasked(frame);
  }

  @Rule("BLK-6")
  private BlackoutState judge(RawFrame frame, Scene now, CameraChoice.Hidden hidden) {
    if (hidden.mode() == BlackoutMode.ALL_BLACK) {
      return BlackoutState.BLACK_CHOSEN;
    }
    try {
      Optional<Segmenter> ready = ready();
      if (ready.isEmpty()) {
        return BlackoutState.NO_MODEL;
      }
      return now.judge(frame, ready.get(), hidden);
    } catch (SegmenterException | RuntimeException | LinkageError e) {
      // What it saw before cannot be relied on either.
      now.forget();
      return BlackoutState.FAULT;
    }
  }

  @Rule("BLK-4")
  private Optional<Segmenter> ready() {
    if (segmenter.isEmpty() && !noModel) {
      try {
        segmenter = Optional.of(source.open());
      } catch (SegmenterException | RuntimeException | LinkageError e) {
        noModel = true;
      }
    }
    return segmenter;
  }

  @Rule("BLK-8")
  private Scene sceneOf(RawFrame frame) {
    if (scene.isEmpty() || !scene.get().isOf(frame)) {
      scene.ifPresent(Scene::forget);
      scene = Optional.of(new Scene(frame));
    }
    return scene.get();
  }

  @Rule("BLK-7")
  private boolean isLate() {
    return took > LATE.toNanos() && choice instanceof CameraChoice.Hidden;
  }

  /** Gives the model back; what was seen is gone. A frame after that is black. */
  @Override
  public void close() {
    scene.ifPresent(Scene::forget);
    scene = Optional.empty();
    segmenter.ifPresent(Segmenter::close);
    segmenter = Optional.empty();
    noModel = true;
  }
}
