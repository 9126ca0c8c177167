package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.CameraChoice.Hidden;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Covers;

/** A capture child that does not do what it should costs its pictures, not the client. */
class HostileCaptureTest {
  private static final CaptureSource SOURCE = new CaptureSource(Kind.SCREEN, "1", "screen");

  private final BlockingQueue<CaptureFault> ended = new LinkedBlockingQueue<>();

  private Capture open(String deed) throws Exception {
    return new CaptureChildren(Map.of("DISPLAY", deed), HostileCapture.class, Map.of())
        .openScreen(SOURCE, ended::add);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dies",
        "writes no frame",
        "writes a long frame",
        "names no place",
        "opens twice",
        "shows before it opened",
        "lists when it should show",
        "names a wrong size",
        "cuts the picture short",
        "lets out what a screen shows",
        "is too slow for a screen"
      })
  @Covers("ENG-118")
  void child_thatKeepsToNoProtocol_isKilled(String deed) throws Exception {
    try (Capture capture = open(deed)) {
      assertEquals(CaptureFault.CHILD_FAILED, ended.poll(20, TimeUnit.SECONDS));
      assertTrue(capture.newest().isEmpty());
      assertTrue(ProcessHandle.of(capture.child().pid()).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  private CameraPictures camera(String deed) {
    return new CameraPictures(
        new CaptureChildren(Map.of(), HostileCapture.class, Map.of()),
        new CaptureSource(Kind.CAMERA, deed, "camera"),
        CameraPace.USUAL,
        ended::add,
        System::nanoTime);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dies",
        "writes no frame",
        "shows a camera's picture as a screen's",
        "says that a camera's picture is what it was",
        "lists when it should show",
        "names a wrong size",
        "cuts the picture short",
        "lets out what the camera saw",
        "lets out what nobody chose",
        "lets out a picture that is not there",
        "is too slow for what nobody chose"
      })
  @Covers({"ENG-118", "ENG-127"})
  void cameraChild_thatKeepsToNoProtocol_isKilled_andNothingButBlackIsSent(String deed)
      throws Exception {
    try (CameraPictures camera = camera(deed);
        VideoIn port = camera.open()) {
      assertEquals(CaptureFault.CHILD_FAILED, ended.poll(20, TimeUnit.SECONDS));
      for (int i = 0; i < 15; i++) {
        assertTrue(Drawn.black(port.next().orElseThrow()));
      }
      assertTrue(port.next().isEmpty());
    }
  }

  private static SafeFrame await(VideoIn port) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (System.nanoTime() < until) {
      Optional<SafeFrame> frame = port.next();
      if (frame.isPresent()) {
        return frame.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
    }
    throw new AssertionError("no picture");
  }

  @Test
  @Covers("ENG-132")
  void cameraChild_thatEndsAsItOpens_isReplaced(@TempDir Path directory) throws Exception {
    Path times = directory.resolve("times");
    try (CameraPictures camera = camera("dies as it opens " + times);
        VideoIn port = camera.open()) {
      assertFalse(Drawn.black(await(port)));
      assertEquals(3, Files.size(times));
      assertTrue(ended.isEmpty());
    }
  }

  @Test
  @Covers("ENG-132")
  void cameraChild_thatAlwaysEndsAsItOpens_isGivenUp_andNothingButBlackIsSent(
      @TempDir Path directory) throws Exception {
    Path times = directory.resolve("times");
    try (CameraPictures camera = camera("dies as it opens always " + times);
        VideoIn port = camera.open()) {
      assertEquals(CaptureFault.CHILD_FAILED, ended.poll(40, TimeUnit.SECONDS));
      assertEquals(5, Files.size(times), "one, and four in its place");
      assertTrue(Drawn.black(port.next().orElseThrow()));
    }
  }

  @Test
  @Covers("ENG-118")
  void cameraChild_thatShowsBeforeItOpened_isGivenUp_andNothingButBlackIsSent() throws Exception {
    try (CameraPictures camera = camera("shows before it opened");
        VideoIn port = camera.open()) {
      assertEquals(CaptureFault.CHILD_FAILED, ended.poll(40, TimeUnit.SECONDS));
      assertTrue(Drawn.black(port.next().orElseThrow()));
    }
  }

  @Test
  @Covers("ENG-129")
  void pictureThatWasMadeOtherwise_isNotTaken_howeverLateItComes() throws Exception {
    try (CameraPictures camera = camera("lets out what it should");
        VideoIn port = camera.open()) {
      camera.choose(new Hidden(BlackoutMode.ALL_BLACK, Outline.FINE));

      // It says nothing else, and is killed for that: until then there is no picture.
      while (ended.isEmpty()) {
        assertTrue(port.next().isEmpty());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      }
      assertEquals(CaptureFault.CHILD_HUNG, ended.poll());
      assertTrue(Drawn.black(port.next().orElseThrow()));
    }
  }

  @Test
  @Covers("ENG-119")
  void child_thatStandsStill_isKilledAfterThreeSeconds_andItsLastPictureIsNotSentOn()
      throws Exception {
    try (Capture capture = open("shows one picture and stands still")) {
      long begun = System.nanoTime();
      assertEquals(CaptureFault.CHILD_HUNG, ended.poll(20, TimeUnit.SECONDS));
      assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(9));
      assertTrue(capture.newest().isEmpty());
      assertEquals(CaptureFault.CHILD_HUNG, capture.fault().orElseThrow());
    }
  }

  @Test
  @Covers("ENG-116")
  void screen_withoutServer_isSaidPlainly() {
    assertEquals(CaptureFault.NO_DISPLAY, fault(Map.of(), Kind.SCREEN));
    assertEquals(CaptureFault.NO_DISPLAY, fault(Map.of("DISPLAY", ":59999"), Kind.SCREEN));
    assertEquals(CaptureFault.NO_DISPLAY, fault(Map.of("DISPLAY", "other:0"), Kind.WINDOW));
    assertEquals(CaptureFault.WAYLAND_ONLY, fault(Map.of("WAYLAND_DISPLAY", "w"), Kind.WINDOW));
    assertEquals(
        CaptureFault.WAYLAND_ONLY,
        fault(Map.of("XDG_SESSION_TYPE", "wayland", "DISPLAY", ":0"), Kind.SCREEN));
  }

  private static CaptureFault fault(Map<String, String> environment, Kind kind) {
    try {
      throw new AssertionError(new CaptureChildren(environment).list(kind).toString());
    } catch (CaptureFailure e) {
      return e.fault();
    }
  }
}
