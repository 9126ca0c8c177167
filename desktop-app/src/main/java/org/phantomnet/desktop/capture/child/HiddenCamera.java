package org.phantomnet.desktop.capture.child;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromCapture;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToCapture;
import org.phantomnet.desktop.video.Smaller;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.RateLadder;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Rule;

/**
 * A camera, or the film in its place, as its blackout lets it out: a picture as the camera took it
 * goes to the blackout alone and is kept nowhere. For one thread.
 */
final class HiddenCamera {
  private static final int NUMBER = 1;

  /** The shorter side of what a device looks at that declares itself weak. */
  private static final int WEAK_SIDE = 360;

  private final Camera camera;
  private final Blackout blackout;
  private final RateLadder ladder;
  private final LongSupplier nanos;
  private final Supplier<ToCapture.Choose> chosen;

  /**
   * @param chosen what is hidden from the next picture on
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  HiddenCamera(
      Camera camera,
      Blackout blackout,
      CameraPace pace,
      Supplier<ToCapture.Choose> chosen,
      LongSupplier nanos) {
    this.camera = camera;
    this.blackout = blackout;
    this.ladder = new RateLadder(pace == CameraPace.WEAK);
    this.chosen = chosen;
    this.nanos = nanos;
  }

  /**
   * Blocks for the next picture that is looked at (BLK-18).
   *
   * @param ring where what is let out goes
   * @return what to say of it
   */
  @Rule("ENG-127")
  FromCapture next(FrameRing ring) throws IOException, CaptureException {
    Picture taken = camera.next();
    long now = nanos.getAsLong();
    while (!ladder.takes(now)) {
      taken = camera.next();
      now = nanos.getAsLong();
    }
    ToCapture.Choose wanted = chosen.get();
    blackout.choose(wanted.choice());
    SafeFrame safe = blackout.apply(raw(taken, now));
    Duration took = blackout.took();
    RateLadder.Step step = ladder.after(now, took);
    if (step == RateLadder.Step.NONE && wanted.choice() instanceof CameraChoice.Hidden) {
      return new FromCapture.TooSlow(wanted.number());
    }
    return new FromCapture.LetOut(
        ring.write(picture(safe, taken.timestampNanos())),
        wanted.number(),
        blackout.state(),
        (int) Math.min(Integer.MAX_VALUE, took.toNanos() / 1_000));
  }

  private RawFrame raw(Picture taken, long at) {
    Picture sized = ladder.step() == RateLadder.Step.WEAK ? Smaller.of(taken, WEAK_SIDE) : taken;
    return new RawFrame(sized.i420(), sized.width(), sized.height(), Rotation.NONE, at, NUMBER);
  }

  private static Picture picture(SafeFrame safe, long takenNanos) {
    return new Picture(safe.width(), safe.height(), takenNanos, safe.i420());
  }
}
