package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.capture.child.CaptureChild;
import org.phantomnet.desktop.capture.child.FilmWithoutModel;
import org.phantomnet.desktop.capture.child.SlowFilm;
import org.phantomnet.desktop.media.VideoIn;
import org.phantomnet.desktop.media.pipe.CameraPace;
import org.phantomnet.desktop.media.pipe.CaptureFault;
import org.phantomnet.desktop.media.pipe.CaptureSource;
import org.phantomnet.desktop.media.pipe.CaptureSource.Kind;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * A film in a camera's place: what the real capture child makes of it, and the pace that the time a
 * frame takes leaves.
 */
class FilmPicturesTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final int PICTURES = 7;

  @TempDir private Path directory;

  private final BlockingQueue<CaptureFault> ended = new LinkedBlockingQueue<>();

  @BeforeEach
  void film() throws IOException {
    try (Y4m.Writer film = Y4m.write(directory.resolve("film.y4m"), WIDTH, HEIGHT, 30)) {
      for (int i = 0; i < PICTURES; i++) {
        byte[] pixels = new byte[Picture.length(WIDTH, HEIGHT)];
        for (int at = 0; at < pixels.length; at++) {
          pixels[at] = (byte) (at < WIDTH * HEIGHT ? 90 + 10 * i + at % 5 : 128);
        }
        film.write(new Picture(WIDTH, HEIGHT, i, ByteBuffer.wrap(pixels)));
      }
    }
    Random noise = new Random(5);
    try (Y4m.Writer room = Y4m.write(directory.resolve("room.y4m"), 2 * WIDTH, 2 * HEIGHT, 30)) {
      for (int i = 0; i < PICTURES; i++) {
        byte[] pixels = new byte[Picture.length(2 * WIDTH, 2 * HEIGHT)];
        for (int at = 0; at < pixels.length; at++) {
          int light = at < 4 * WIDTH * HEIGHT ? 80 + at % (2 * WIDTH) / 2 : 128;
          pixels[at] = (byte) (light + noise.nextInt(3));
        }
        room.write(new Picture(2 * WIDTH, 2 * HEIGHT, i, ByteBuffer.wrap(pixels)));
      }
    }
  }

  private CameraPictures pictures(Class<?> main, String file) {
    return new CameraPictures(
        new CaptureChildren(Map.of(), main, Map.of()),
        new CaptureSource(Kind.FILM, directory.resolve(file).toString(), "film"),
        CameraPace.USUAL,
        ended::add,
        System::nanoTime);
  }

  /** What is known of the frames that a port gives for so long, from the first that fits on. */
  private static List<LetOut> watch(
      CameraPictures camera, VideoIn port, Predicate<LetOut> from, Duration length) {
    List<LetOut> seen = new ArrayList<>();
    long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    long end = limit;
    while (System.nanoTime() < end) {
      Optional<SafeFrame> frame = port.next();
      if (frame.isPresent()) {
        LetOut letOut =
            camera.about(frame.get()).orElseGet(() -> fail("a frame that nobody let out"));
        if (!seen.isEmpty() || from.test(letOut)) {
          end = seen.isEmpty() ? System.nanoTime() + length.toNanos() : end;
          seen.add(letOut);
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
    }
    assertFalse(seen.isEmpty(), "no picture");
    return seen;
  }

  private static double rate(List<LetOut> seen) {
    double nanos = seen.get(seen.size() - 1).takenNanos() - seen.get(0).takenNanos();
    return (seen.size() - 1) / (nanos / 1e9);
  }

  @Test
  @Covers({"ENG-127", "ENG-116"})
  @Adversary("ADV-06")
  void film_whosePeopleNobodyCanFind_isBlack_andEachPictureComesOnce() throws Exception {
    try (CameraPictures camera = pictures(FilmWithoutModel.class, "film.y4m");
        VideoIn port = camera.open()) {
      List<LetOut> seen = watch(camera, port, first -> true, Duration.ofSeconds(2));

      long before = -1;
      for (LetOut letOut : seen) {
        assertTrue(Drawn.black(letOut.frame()));
        assertEquals(BlackoutState.NO_MODEL, letOut.state());
        assertTrue(letOut.takenNanos() > before, "once each, in order");
        before = letOut.takenNanos();
      }
      assertEquals(Optional.of(BlackoutState.NO_MODEL), camera.state());
      port.close();
      assertEquals(Optional.empty(), camera.state());
    }
    assertTrue(ended.isEmpty());
  }

  @Test
  @Covers("ENG-127")
  void film_isSeenAsItIs_onlyByThePersonsOwnChoice() throws Exception {
    try (CameraPictures camera = pictures(FilmWithoutModel.class, "film.y4m");
        VideoIn port = camera.open()) {
      camera.choose(new CameraChoice.PersonShownUnmasked());

      LetOut letOut = watch(camera, port, any -> true, Duration.ZERO).get(0);

      long number = Math.round(letOut.takenNanos() * 30 / 1e9) % PICTURES;
      assertEquals(90 + 10 * number, Drawn.luma(letOut.frame(), 0, 0));
      assertEquals(BlackoutState.SHOWN_UNMASKED, letOut.state());
    }
  }

  @Test
  @Covers("BLK-18")
  void framesThatTakeLonger_areFewer_andTooSlowOnes_none() throws Exception {
    try (CameraPictures camera = pictures(SlowFilm.class, "film.y4m");
        VideoIn port = camera.open()) {
      List<LetOut> quick = watch(camera, port, took(1), Duration.ofSeconds(2));
      List<LetOut> slow = watch(camera, port, took(18), Duration.ofSeconds(4));
      List<LetOut> none =
          watch(
              camera,
              port,
              letOut -> letOut.state() == BlackoutState.TOO_SLOW,
              Duration.ofSeconds(2));

      List<LetOut> reduced = slow.subList(slow.size() / 2, slow.size());
      assertTrue(rate(reduced) <= 25, "reduced: " + rate(reduced));
      assertTrue(rate(quick) > rate(reduced) + 2, rate(quick) + " and " + rate(reduced));
      assertEquals(15, none.size(), "black pictures, then none");
      assertEquals(Optional.of(BlackoutState.TOO_SLOW), camera.state());
      for (LetOut letOut : none) {
        assertTrue(Drawn.black(letOut.frame()));
      }
    }
  }

  private static Predicate<LetOut> took(int millis) {
    return letOut -> letOut.took().toMillis() == millis;
  }

  /** What the child is started with: its own model, and the library that runs it. */
  @Test
  @Covers({"ENG-116", "ENG-127"})
  void realCaptureChild_looksForPeople_andShowsTheRoomOnceItKnowsIt() throws Exception {
    try (CameraPictures camera =
            new CameraPictures(
                new CaptureChildren(Map.of()),
                new CaptureSource(Kind.FILM, directory.resolve("room.y4m").toString(), "film"),
                CameraPace.PATIENT,
                ended::add,
                System::nanoTime);
        VideoIn port = camera.open()) {
      LetOut first = watch(camera, port, any -> true, Duration.ZERO).get(0);
      assertEquals(BlackoutState.STARTING, first.state());
      assertTrue(Drawn.black(first.frame()));

      LetOut shown =
          watch(
                  camera,
                  port,
                  letOut -> letOut.state() == BlackoutState.PERSON_HIDDEN,
                  Duration.ZERO)
              .get(0);
      assertFalse(Drawn.black(shown.frame()));
    }
  }

  @Test
  @Covers("ENG-127")
  void film_thatIsNotThere_saysSoPlainly_andIsBlack() throws Exception {
    try (CameraPictures camera = pictures(CaptureChild.class, "other.y4m");
        VideoIn port = camera.open()) {
      assertEquals(CaptureFault.NO_SUCH_SOURCE, ended.poll(20, TimeUnit.SECONDS));
      assertTrue(Drawn.black(port.next().orElseThrow()));
    }
  }
}
