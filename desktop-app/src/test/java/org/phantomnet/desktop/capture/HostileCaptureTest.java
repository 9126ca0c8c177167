package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.protocol.rule.Covers;

/** A capture child that does not do what it should costs its pictures, not the client. */
class HostileCaptureTest {
  private static final CaptureSource SOURCE = new CaptureSource(Kind.SCREEN, "1", "screen");

  private final BlockingQueue<CaptureFault> ended = new LinkedBlockingQueue<>();

  private Capture open(String deed) throws Exception {
    return new CaptureChildren(Map.of("DISPLAY", deed), HostileCapture.class)
        .open(SOURCE, picture -> {}, ended::add);
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
        "cuts the picture short"
      })
  @Covers("ENG-118")
  void child_thatKeepsToNoProtocol_isKilled(String deed) throws Exception {
    try (Capture capture = open(deed)) {
      assertEquals(CaptureFault.CHILD_FAILED, ended.poll(20, TimeUnit.SECONDS));
      assertTrue(capture.newest().isEmpty());
      assertTrue(ProcessHandle.of(capture.child().pid()).filter(ProcessHandle::isAlive).isEmpty());
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
