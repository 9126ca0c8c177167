package org.phantomnet.desktop.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.desktop.media.PlayedChild.bridge;
import static org.phantomnet.desktop.media.PlayedChild.frame;
import static org.phantomnet.desktop.media.PlayedChild.toBeFound;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.media.PlayedChild.Still;
import org.phantomnet.desktop.media.PlayedChild.Told;
import org.phantomnet.desktop.media.pipe.FrameRing;
import org.phantomnet.desktop.media.pipe.ToChild;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** Threads that meet at a call's pictures: the opening, a person's choice, the source, the end. */
final class VideoBridgeRaceTest {
  private static final int INTERLEAVINGS = 10_000;

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
}
