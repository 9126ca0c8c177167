package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.capture.child.ScriptedCamera;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** A camera in a process of its own, scripted: no machine that builds this has a real one. */
class CameraPicturesTest {
  private final BlockingQueue<CaptureFault> ended = new LinkedBlockingQueue<>();

  private CameraPictures camera(Class<?> main, String mark) {
    return new CameraPictures(
        new CaptureChildren(Map.of(), main, Map.of()),
        new CaptureSource(Kind.CAMERA, mark, "camera"),
        CameraPace.USUAL,
        ended::add,
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
                CameraPace.USUAL,
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
        () -> new CameraPictures(children, screen, CameraPace.USUAL, ended::add, System::nanoTime));
  }

  private static List<Long> children() {
    return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
  }

  /** The processes that are there now and were not before, once they are so many. */
  private static List<Long> begun(List<Long> before, int count) {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    List<Long> begun;
    do {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      begun = new ArrayList<>(children());
      begun.removeAll(before);
    } while (begun.size() != count && System.nanoTime() < until);
    assertEquals(count, begun.size());
    return begun;
  }

  @Test
  @Covers({"ENG-131", "ENG-116"})
  void child_thatGotReady_takesThePictures_andAnotherGetsReadyAfterIt() throws Exception {
    List<Long> before = children();
    try (CameraPictures camera = camera(ScriptedCamera.class, "100000")) {
      camera.makeReady();
      List<Long> ready = begun(before, 1);
      try (VideoIn port = camera.open()) {
        await(port);
        assertEquals(ready, begun(before, 1));
        Path child = Path.of("/proc", ready.get(0).toString());
        assertEquals("LC_ALL=C.UTF-8\0", Files.readString(child.resolve("environ")));
        assertFalse(Files.readString(child.resolve("cmdline")).contains("messenger"));
      }
      long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (begun(before, 1).equals(ready)) {
        assertTrue(System.nanoTime() < until, "none gets ready");
      }
    }
    begun(before, 0);
    assertTrue(ended.isEmpty());
  }

  @Test
  @Covers("ENG-131")
  void child_thatEndedWhileItGotReady_isReplaced() throws Exception {
    List<Long> before = children();
    try (CameraPictures camera = camera(ScriptedCamera.class, "100000")) {
      camera.makeReady();
      ProcessHandle ready = ProcessHandle.of(begun(before, 1).get(0)).orElseThrow();
      ready.destroyForcibly();
      ready.onExit().get(20, TimeUnit.SECONDS);
      try (VideoIn port = camera.open()) {
        assertTrue(Drawn.black(await(port)));
      }
    }
    assertTrue(ended.isEmpty());
  }
}
