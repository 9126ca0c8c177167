package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.desktop.media.PlayedChild.SMALL;
import static org.phantomnet.desktop.media.PlayedChild.bridge;
import static org.phantomnet.desktop.media.PlayedChild.frame;
import static org.phantomnet.desktop.media.PlayedChild.toBeFound;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.PlayedChild.Still;
import org.phantomnet.desktop.media.PlayedChild.Told;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.quality.VideoLadder;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** The client's end of a call's pictures, with a child that is played by the test. */
class VideoBridgeTest {
  @Test
  @Covers("ENG-102")
  @Adversary("ADV-06")
  void preview_whileItRings_isNotEvenWrittenForTheChild() throws Exception {
    FrameMemory memory = FrameMemory.create();
    Told told = new Told();
    try (VideoBridge bridge = bridge(memory, new Still(), told)) {
      for (int i = 0; i < 100; i++) {
        bridge.send(frame());
      }

      assertEquals(List.of(), told.messages());
      assertEquals(0, Files.size(Path.of(memory.directory(), "to")));
      bridge.open(bridge::send);
      bridge.send(frame());
      assertEquals(List.of(new ToChild.Frame(1)), told.messages());
    }
  }

  @Test
  @Covers("ENG-112")
  @Adversary("ADV-04")
  void stop_dropsWhatWasWritten_andEndsWhatIsSent_untilShownAgain() throws Exception {
    FrameMemory memory = FrameMemory.create();
    Path to = Path.of(memory.directory(), "to");
    Told told = new Told();
    try (VideoBridge bridge = bridge(memory, new Still(), told);
        FrameRing child = FrameRing.open(to)) {
      bridge.open(bridge::send);
      for (int i = 0; i < 6; i++) {
        bridge.send(frame());
      }

      bridge.choose(PictureChoice.WATCH_ONLY);
      bridge.send(frame());

      assertEquals(new ToChild.Show(false), told.messages().get(6));
      assertEquals(7, told.messages().size());
      assertEquals(0, toBeFound(child, told));
      bridge.choose(PictureChoice.ALL);
      bridge.send(frame());
      assertEquals(
          List.of(new ToChild.Show(true), new ToChild.Frame(3)), told.messages().subList(7, 9));
      assertTrue(child.read(3).isPresent());
    }
  }

  @Test
  @Covers("ENG-112")
  @Adversary({"ADV-04", "ADV-06"})
  void stop_beforeTheOpening_letsNoPictureThroughAfterIt() throws Exception {
    Told told = new Told();
    try (VideoBridge bridge = bridge(FrameMemory.create(), new Still(), told)) {
      bridge.choose(PictureChoice.WATCH_ONLY);

      bridge.open(bridge::send);
      bridge.send(frame());

      assertEquals(List.of(new ToChild.Show(false)), told.messages());
    }
  }

  @Test
  @Covers("ENG-112")
  void stop_asksTheSourceForNothing_andLaterPicturesComeAtOnce() throws Exception {
    Film film = new Film(SMALL);
    Told told = new Told();
    Semaphore taken = new Semaphore(0);
    try (VideoBridge bridge = bridge(FrameMemory.create(), film, told)) {
      bridge.choose(PictureChoice.WATCH_ONLY);
      bridge.open(
          picture -> {
            bridge.send(picture);
            taken.release();
          });

      assertFalse(taken.tryAcquire(300, TimeUnit.MILLISECONDS));
      assertEquals(0, film.asked.get());
      bridge.choose(PictureChoice.ALL);

      assertTrue(taken.tryAcquire(3, 10, TimeUnit.SECONDS));
    }
  }

  @Test
  @Covers({"ENG-108", "ENG-109"})
  @Adversary("ADV-45")
  void loss_movesTheStep_andAtStepNoneNothingIsWritten() throws Exception {
    Told told = new Told();
    try (VideoBridge bridge = bridge(FrameMemory.create(), new Still(), told)) {
      bridge.open(bridge::send);

      bridge.figures(new FromChild.VideoFigures(120, Duration.ofMillis(80)));
      bridge.figures(new FromChild.VideoFigures(300, Duration.ofMillis(80)));
      bridge.send(frame());

      assertEquals(
          List.of(new ToChild.Step(VideoLadder.FIRST - 1), new ToChild.Step(0)), told.messages());
    }
  }

  @Test
  @Covers("ENG-113")
  void lowQuality_goesToTheLowestStep_andGoesUpFromThere() throws Exception {
    Told told = new Told();
    FromChild.VideoFigures good = new FromChild.VideoFigures(0, Duration.ofMillis(80));
    try (VideoBridge bridge = bridge(FrameMemory.create(), new Still(), told)) {
      bridge.open(bridge::send);

      bridge.choose(PictureChoice.LOW);
      for (int second = 0; second < 30; second++) {
        bridge.figures(good);
      }
      bridge.choose(PictureChoice.ALL);
      for (int second = 0; second < 10; second++) {
        bridge.figures(good);
      }

      assertEquals(List.of(new ToChild.Step(1), new ToChild.Step(2)), told.messages());
    }
  }

  @Test
  @Covers("ENG-112")
  void ladder_restsWhileNothingIsShown() throws Exception {
    Told told = new Told();
    try (VideoBridge bridge = bridge(FrameMemory.create(), new Still(), told)) {
      bridge.open(bridge::send);

      bridge.choose(PictureChoice.WATCH_ONLY);
      for (int second = 0; second < 30; second++) {
        bridge.figures(new FromChild.VideoFigures(0, Duration.ofMillis(80)));
      }
      bridge.choose(PictureChoice.ALL);

      assertEquals(List.of(new ToChild.Show(false), new ToChild.Show(true)), told.messages());
    }
  }

  @Test
  @Covers("ENG-114")
  void soundOnly_showsNothingOfTheOtherSide_watchingDoes() throws Exception {
    FrameMemory memory = FrameMemory.create();
    Film film = new Film(SMALL);
    Told told = new Told();
    Picture picture = new Picture(2, 2, 5, ByteBuffer.allocate(6));
    try (FrameRing child = FrameRing.open(Path.of(memory.directory(), "from"));
        VideoBridge bridge = bridge(memory, film, told)) {
      bridge.open(shown -> {});
      bridge.choose(PictureChoice.SOUND_ONLY);

      bridge.decoded(child.write(picture));

      assertFalse(film.shown.tryAcquire(200, TimeUnit.MILLISECONDS));
      bridge.choose(PictureChoice.WATCH_ONLY);
      bridge.decoded(child.write(picture));
      assertTrue(film.shown.tryAcquire(10, TimeUnit.SECONDS));
      assertEquals(1, film.seen.size());
    }
  }

  @Test
  @Covers({"ENG-102", "WIRE-7"})
  void heldCall_sendsBlack_atTheSamePace() throws Exception {
    FrameMemory memory = FrameMemory.create();
    Path to = Path.of(memory.directory(), "to");
    Told told = new Told();
    AtomicBoolean held = new AtomicBoolean();
    try (VideoBridge bridge = bridge(memory, new Still(), held::get, told);
        FrameRing child = FrameRing.open(to)) {
      bridge.open(bridge::send);
      held.set(true);

      bridge.send(frame());

      Picture sent = child.read(1).orElseThrow();
      assertEquals(16, sent.i420().get(0));
      assertEquals((byte) 128, sent.i420().get(80 * 32));
      assertEquals(1, told.messages().size());
    }
  }

  @Test
  @Covers("ENG-105")
  void childThatShowsNoPicture_isKilled() throws Exception {
    FrameMemory memory = FrameMemory.create();
    Told told = new Told();
    try (VideoBridge bridge = bridge(memory, new Still(), told);
        FileChannel hostile =
            FileChannel.open(Path.of(memory.directory(), "from"), StandardOpenOption.WRITE)) {
      hostile.write(
          ByteBuffer.allocate(24).putLong(1).putLong(0).putInt(1 << 20).putInt(1 << 20).flip());
      bridge.open(bridge::send);

      bridge.decoded(0);

      assertTrue(told.destroyed.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  @Covers("ENG-103")
  void names_areGoneOnceTheChildHasThem_andMemoryStaysShared() throws Exception {
    FrameMemory memory = FrameMemory.create();
    Path directory = Path.of(memory.directory());
    assertEquals(
        "rwx------",
        java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory)));
    try (FrameRing child = FrameRing.open(directory.resolve("to"))) {
      memory.hide();

      assertFalse(Files.exists(directory));
      Picture sent = new Picture(2, 2, 5, ByteBuffer.allocate(6));
      assertEquals(Optional.of(sent), child.read(memory.toChild().write(sent)));
    } finally {
      memory.close();
    }
  }
}
