package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.capture.child.CaptureChild;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Covers;

/**
 * The real capture child and libwebrtc's real capture, before a camera that camera.c emulates below
 * them: what a machine without a camera can try of one.
 */
class EmulatedCameraTest {
  private static final int WIDTH = 1_280;
  private static final int HEIGHT = 720;

  @TempDir private static Path directory;

  private final BlockingQueue<CaptureFault> ended = new LinkedBlockingQueue<>();

  @BeforeAll
  static void compile() throws Exception {
    Path source = directory.resolve("camera.c");
    try (InputStream in = EmulatedCameraTest.class.getResourceAsStream("camera.c")) {
      Files.copy(in, source);
    }
    Process gcc =
        new ProcessBuilder("gcc", "-O1", "-shared", "-fPIC", "-o", library(), source.toString())
            .inheritIO()
            .start();
    assertEquals(0, gcc.waitFor());
  }

  private static String library() {
    return directory.resolve("camera.so").toString();
  }

  private static CaptureChildren children(String mode) {
    return new CaptureChildren(
        Map.of(), CaptureChild.class, Map.of("LD_PRELOAD", library(), "PHANTOM_TEST_CAMERA", mode));
  }

  private CameraPictures camera(String mode) throws CaptureFailure {
    CaptureSource source = children("").list(Kind.CAMERA).get(0);
    return new CameraPictures(
        children(mode), source, CameraPace.PATIENT, ended::add, System::nanoTime);
  }

  /** The first frame that fits, of those that are let out. */
  private static LetOut await(CameraPictures camera, VideoIn port, Predicate<LetOut> wanted) {
    List<BlackoutState> seen = new ArrayList<>();
    long until = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (System.nanoTime() < until) {
      Optional<LetOut> letOut = port.next().flatMap(camera::about);
      if (letOut.filter(wanted).isPresent()) {
        return letOut.get();
      }
      letOut.ifPresent(other -> seen.add(other.state()));
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
    throw new AssertionError("no such picture, but " + seen);
  }

  @Test
  @Covers("ENG-116")
  void camera_isNamed() throws Exception {
    List<CaptureSource> cameras = children("").list(Kind.CAMERA);

    assertEquals(List.of("Emulated camera"), cameras.stream().map(CaptureSource::name).toList());
  }

  @Test
  @Covers({"ENG-116", "ENG-127", "ENG-129"})
  void camera_isBlackAtFirst_thenShowsTheRoom_andAsItIsOnlyByChoice() throws Exception {
    try (CameraPictures camera = camera("");
        VideoIn port = camera.open()) {
      LetOut first = await(camera, port, any -> true);
      assertEquals(BlackoutState.STARTING, first.state());
      assertTrue(Drawn.black(first.frame()));

      SafeFrame room =
          await(camera, port, one -> one.state() == BlackoutState.PERSON_HIDDEN).frame();
      assertEquals(List.of(WIDTH, HEIGHT), List.of(room.width(), room.height()));
      assertFalse(Drawn.black(room));

      camera.choose(new CameraChoice.PersonShownUnmasked());
      SafeFrame whole =
          await(camera, port, one -> one.state() == BlackoutState.SHOWN_UNMASKED).frame();
      for (int x = 0; x < WIDTH; x += 79) {
        assertEquals(71 + 100 * x / WIDTH, Drawn.luma(whole, x, HEIGHT / 2), 1);
      }
      assertEquals(110, whole.i420().get(WIDTH * HEIGHT) & 0xff);
      assertEquals(150, whole.i420().get(WIDTH * HEIGHT * 5 / 4) & 0xff);
    }
    assertTrue(ended.isEmpty());
  }

  private static String jpeg() throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < WIDTH; x++) {
      for (int y = 0; y < HEIGHT; y++) {
        image.setRGB(x, y, x < WIDTH / 2 ? 0x404040 : 0xc0c0c0);
      }
    }
    Path file = directory.resolve("picture.jpg");
    assertTrue(ImageIO.write(image, "jpg", file.toFile()));
    return file.toString();
  }

  /** What most cameras give in their larger sizes. */
  @Test
  @Covers({"ENG-116", "ENG-127"})
  void camera_thatGivesJpeg_isSeen() throws Exception {
    try (CameraPictures camera = camera(jpeg());
        VideoIn port = camera.open()) {
      camera.choose(new CameraChoice.PersonShownUnmasked());
      SafeFrame frame =
          await(camera, port, one -> one.state() == BlackoutState.SHOWN_UNMASKED).frame();

      assertEquals(List.of(WIDTH, HEIGHT), List.of(frame.width(), frame.height()));
      assertTrue(Drawn.luma(frame, WIDTH / 4, HEIGHT / 2) < 90);
      assertTrue(Drawn.luma(frame, WIDTH * 3 / 4, HEIGHT / 2) > 160);
    }
  }

  /** As a camera that is hostile, or has a bad cable. */
  @Test
  @Covers("ENG-127")
  void camera_whoseJpegIsNone_endsWithoutAPicture() throws Exception {
    Path file = Path.of(jpeg());
    byte[] bytes = Files.readAllBytes(file);
    new Random(3).nextBytes(bytes);
    Path broken = Files.write(directory.resolve("broken.jpg"), bytes);
    try (CameraPictures camera = camera(broken.toString());
        VideoIn port = camera.open()) {
      assertEquals(CaptureFault.CAMERA_BUSY, ended.poll(40, TimeUnit.SECONDS));
      assertTrue(Drawn.black(port.next().orElseThrow()));
    }
  }

  @Test
  @Covers("ENG-127")
  void camera_inTheDark_isBlack_andSaysWhy() throws Exception {
    try (CameraPictures camera = camera("dark");
        VideoIn port = camera.open()) {
      LetOut dark = await(camera, port, one -> one.state() == BlackoutState.TOO_DARK);
      assertTrue(Drawn.black(dark.frame()));
    }
  }

  @ParameterizedTest
  @CsvSource({"busy,CAMERA_BUSY", "refused,CAMERA_REFUSED", "unplugged,CAMERA_GONE"})
  @Covers("ENG-127")
  void camera_thatCannotBeHad_orGoesAway_saysSo_andIsBlackToItsEnd(String mode, CaptureFault fault)
      throws Exception {
    try (CameraPictures camera = camera(mode);
        VideoIn port = camera.open()) {
      assertEquals(fault, ended.poll(40, TimeUnit.SECONDS));
      for (int i = 0; i < 15; i++) {
        assertTrue(Drawn.black(port.next().orElseThrow()));
      }
      assertTrue(port.next().isEmpty());
    }
  }
}
