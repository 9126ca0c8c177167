package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.FromChild;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.desktop.video.Clip;
import org.phantomnet.desktop.video.ClipFrames;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.engine.quality.VideoLadder;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** The client's end of a call's pictures, with a child that is played by the test. */
class VideoBridgeTest {
  private static final int INTERLEAVINGS = 10_000;

  /** Black, and small: what is shown does not matter here. */
  private static final Clip SMALL =
      new Clip() {
        @Override
        public int width() {
          return 80;
        }

        @Override
        public int height() {
          return 32;
        }

        @Override
        public ByteBuffer picture(long number) {
          return ByteBuffer.allocate(Picture.length(width(), height()));
        }
      };

  private static SafeFrame frame() {
    return new ClipFrames(SMALL, () -> 0).next().orElseThrow();
  }

  private volatile boolean held;

  /** What the child is told. */
  private static final class Told implements VideoBridge.Child {
    final List<ToChild> messages = new ArrayList<>();
    final CountDownLatch destroyed = new CountDownLatch(1);

    @Override
    public synchronized void offer(ToChild message) {
      messages.add(message);
    }

    @Override
    public synchronized void send(ToChild message) {
      messages.add(message);
    }

    @Override
    public void destroy() {
      destroyed.countDown();
    }

    synchronized List<ToChild> messages() {
      return List.copyOf(messages);
    }
  }

  /** Sends nothing of its own. */
  private static final class Still implements VideoPorts {
    @Override
    public VideoIn openIn() {
      return new VideoIn() {
        @Override
        public Optional<SafeFrame> next() {
          return Optional.empty();
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }

    @Override
    public VideoOut openOut() {
      return new VideoOut() {
        @Override
        public void show(Picture picture) {
          // nobody watches
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }
  }

  private VideoBridge bridge(FrameMemory memory, VideoPorts ports, Told told) {
    return new VideoBridge(
        memory, new VideoBridge.Pictures(ports, VideoBridge.Pictures.ALL), () -> held, told);
  }

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

  /**
   * Connecting, the end, and a source that never stops giving pictures, all at once: no picture
   * leaves before the opening began or after the end returned.
   */
  @Test
  @Covers("ENG-102")
  @Adversary("ADV-04")
  void openingAndEnd_racingWithPictures_letNoneThroughOutsideOfThem() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    Random random = new Random(4);
    AtomicInteger early = new AtomicInteger();
    AtomicInteger late = new AtomicInteger();
    AtomicInteger between = new AtomicInteger();
    try {
      for (int i = 0; i < INTERLEAVINGS; i++) {
        boolean opens = random.nextInt(8) > 0;
        int openAfter = random.nextInt(400);
        int closeAfter = random.nextInt(800);
        int pictures = 1 + random.nextInt(4);
        boolean[] opening = new boolean[1];
        boolean[] ended = new boolean[1];
        Told told = new Told();
        VideoBridge bridge = bridge(FrameMemory.create(), new Still(), told);
        CyclicBarrier together = new CyclicBarrier(3);
        SafeFrame picture = frame();
        Future<?> connecting =
            threads.submit(
                () -> {
                  together.await();
                  spin(openAfter);
                  if (opens) {
                    synchronized (opening) {
                      opening[0] = true;
                    }
                    bridge.open(frame -> {});
                  }
                  return null;
                });
        Future<?> ending =
            threads.submit(
                () -> {
                  together.await();
                  spin(closeAfter);
                  bridge.close();
                  synchronized (ended) {
                    ended[0] = true;
                  }
                  return null;
                });
        Future<?> sending =
            threads.submit(
                () -> {
                  together.await();
                  for (int n = 0; n < pictures; n++) {
                    boolean over;
                    synchronized (ended) {
                      over = ended[0];
                    }
                    int before = told.messages().size();
                    bridge.send(picture);
                    boolean went = told.messages().size() > before;
                    boolean mayGo;
                    synchronized (opening) {
                      mayGo = opening[0];
                    }
                    early.addAndGet(went && !mayGo ? 1 : 0);
                    late.addAndGet(went && over ? 1 : 0);
                    between.addAndGet(went ? 1 : 0);
                  }
                  return null;
                });
        connecting.get(10, TimeUnit.SECONDS);
        ending.get(10, TimeUnit.SECONDS);
        sending.get(10, TimeUnit.SECONDS);
        int told1 = told.messages().size();
        bridge.send(picture);
        assertEquals(told1, told.messages().size(), "after the end");
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(0, early.get());
    assertEquals(0, late.get());
    assertTrue(between.get() > 100, "the race was none: " + between);
  }

  /** Of those that the child was told of, how many it would still find. */
  private static int toBeFound(FrameRing child, Told told) throws Exception {
    int found = 0;
    for (ToChild message : told.messages()) {
      if (message instanceof ToChild.Frame frame) {
        found += child.read(frame.slot()).isPresent() ? 1 : 0;
      }
    }
    return found;
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

  /**
   * Pictures, connecting, a person who stops them, and the end, all at once: once stopping has
   * returned none is taken, and none that was taken before is left to be found.
   */
  @Test
  @Covers("ENG-112")
  @Adversary("ADV-04")
  void stop_racingWithPicturesOpeningAndEnd_letsNoneThroughAfterwards() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Random random = new Random(112);
    AtomicInteger before = new AtomicInteger();
    int late = 0;
    int found = 0;
    try {
      for (int i = 0; i < INTERLEAVINGS; i++) {
        int openAfter = random.nextInt(200);
        int stopAfter = random.nextInt(600);
        int endAfter = random.nextInt(1_200);
        boolean ends = random.nextBoolean();
        Told told = new Told();
        FrameMemory memory = FrameMemory.create();
        VideoBridge bridge = bridge(memory, new Still(), told);
        try (FrameRing child = FrameRing.open(Path.of(memory.directory(), "to"))) {
          CyclicBarrier together = new CyclicBarrier(4);
          SafeFrame picture = frame();
          List<Future<?>> all = new ArrayList<>();
          all.add(
              threads.submit(
                  () -> {
                    together.await();
                    spin(openAfter);
                    bridge.open(shown -> {});
                    return null;
                  }));
          all.add(
              threads.submit(
                  () -> {
                    together.await();
                    for (int n = 0; n < 4; n++) {
                      bridge.send(picture);
                    }
                    return null;
                  }));
          all.add(
              threads.submit(
                  () -> {
                    together.await();
                    spin(endAfter);
                    if (ends) {
                      bridge.close();
                    }
                    return null;
                  }));
          Future<List<ToChild>> stopping =
              threads.submit(
                  () -> {
                    together.await();
                    spin(stopAfter);
                    bridge.choose(PictureChoice.WATCH_ONLY);
                    return told.messages();
                  });
          List<ToChild> once = stopping.get(10, TimeUnit.SECONDS);
          for (Future<?> one : all) {
            one.get(10, TimeUnit.SECONDS);
          }
          before.addAndGet((int) once.stream().filter(ToChild.Frame.class::isInstance).count());
          late += told.messages().size() - once.size();
          found += ends ? 0 : toBeFound(child, told);
          assertEquals(1, told.destroyed.getCount());
        } finally {
          bridge.close();
        }
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(0, late);
    assertEquals(0, found);
    assertTrue(before.get() > 100, "the race was none: " + before);
  }

  private static void spin(int rounds) {
    for (int i = 0; i < rounds * 4; i++) {
      Thread.onSpinWait();
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
    try (VideoBridge bridge = bridge(memory, new Still(), told);
        FrameRing child = FrameRing.open(to)) {
      bridge.open(bridge::send);
      held = true;

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
