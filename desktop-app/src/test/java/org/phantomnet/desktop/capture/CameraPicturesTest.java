package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** A camera in a process of its own, scripted: no machine that builds this has a real one. */
class CameraPicturesTest {
  private final BlockingQueue<CaptureFault> ended = new LinkedBlockingQueue<>();

  private CameraPictures camera(Class<?> main, String mark) {
    return new CameraPictures(
        new CaptureChildren(Map.of(), main),
        new CaptureSource(Kind.CAMERA, mark, "camera"),
        CameraPicturesTest::withoutModel,
        ended::add,
        System::nanoTime);
  }

  private static Blackout withoutModel() {
    return new Blackout(
        () -> {
          throw new SegmenterException(SegmenterException.Reason.MODEL_MISSING);
        },
        System::nanoTime);
  }

  private static SafeFrame await(VideoIn port) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < until) {
      Optional<SafeFrame> frame = port.next();
      if (frame.isPresent()) {
        return frame.get();
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    throw new AssertionError("no picture");
  }

  @Test
  @Covers("ENG-127")
  @Adversary("ADV-06")
  void camera_whoseBlackoutCannotWork_isBlack_toItsEnd() throws Exception {
    try (CameraPictures camera = camera(ScriptedCamera.class, "60");
        VideoIn port = camera.open()) {
      assertEquals(ScriptedCamera.WIDTH, await(port).width());
      while (ended.isEmpty()) {
        port.next().ifPresent(frame -> assertTrue(Drawn.black(frame)));
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      assertEquals(CaptureFault.CAMERA_GONE, ended.poll(1, TimeUnit.SECONDS));
      for (int i = 0; i < 15; i++) {
        assertTrue(Drawn.black(port.next().orElseThrow()));
      }
      assertFalse(port.next().isPresent());
    }
  }

  @Test
  @Covers({"ENG-127", "ENG-129"})
  void camera_isSeenAsItIs_onlyByThePersonsOwnChoice_andNotAfterItIsWithdrawn() throws Exception {
    try (CameraPictures camera = camera(ScriptedCamera.class, "100000");
        VideoIn port = camera.open()) {
      assertTrue(Drawn.black(await(port)));

      camera.choose(new CameraChoice.PersonShownUnmasked());
      SafeFrame frame = await(port);
      while (Drawn.black(frame)) {
        frame = await(port);
      }
      assertTrue(Drawn.luma(frame, 5, 5) >= ScriptedCamera.LIGHT);

      assertTrue(camera.hide(new CameraChoice.Hidden(BlackoutMode.ALL_BLACK, Outline.FINE)));
      for (int i = 0; i < 50; i++) {
        assertTrue(Drawn.black(await(port)));
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
    assertTrue(ended.isEmpty());
  }

  @Test
  @Covers("ENG-116")
  void realCaptureChild_withoutThatCamera_saysSoPlainly() throws Exception {
    CaptureChildren children = new CaptureChildren(Map.of());
    List<CaptureSource> there = children.list(Kind.CAMERA);
    try (CameraPictures camera =
            new CameraPictures(
                children,
                new CaptureSource(Kind.CAMERA, "no such mark", "camera"),
                CameraPicturesTest::withoutModel,
                ended::add,
                System::nanoTime);
        VideoIn port = camera.open()) {
      assertEquals(
          there.isEmpty() ? CaptureFault.NO_CAMERA : CaptureFault.NO_SUCH_SOURCE,
          ended.poll(20, TimeUnit.SECONDS));
      assertTrue(Drawn.black(port.next().orElseThrow()));
    }
  }

  @Test
  @Covers("ENG-124")
  void camera_isNoScreen_norTheOtherWayRound() {
    CaptureChildren children = new CaptureChildren(Map.of());
    CaptureSource camera = new CaptureSource(Kind.CAMERA, "1", "camera");
    CaptureSource screen = new CaptureSource(Kind.SCREEN, "1", "screen");

    assertThrows(
        IllegalArgumentException.class,
        () -> new ScreenShare(children, camera, ended::add, System::nanoTime));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new CameraPictures(
                children, screen, CameraPicturesTest::withoutModel, ended::add, System::nanoTime));
  }
}
