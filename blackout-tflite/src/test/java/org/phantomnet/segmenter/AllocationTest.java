package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;

/** What a frame costs the collector, with the real model: the frame that leaves and no more. */
class AllocationTest {
  private static final int WIDTH = 320;
  private static final int HEIGHT = 180;
  private static final int LENGTH = WIDTH * HEIGHT * 3 / 2;
  private static final int LEARNED = 60;
  private static final int FRAMES = 100;

  /** The SafeFrame, its view of the array and the array's header. */
  private static final int AROUND = 256;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final byte[] i420 = new byte[LENGTH];
  private final RawFrame[] frames = new RawFrame[LEARNED + FRAMES];
  private final Random random = new Random(4);

  /** Of each of the last frames, {@link RawFrame}s not counted. */
  private long allocated(Blackout blackout, BlackoutState expected) {
    for (int i = 0; i < frames.length; i++) {
      frames[i] =
          new RawFrame(
              ByteBuffer.wrap(i420), WIDTH, HEIGHT, Rotation.NONE, (i + 1) * 33_000_000L, 0);
    }
    for (int i = 0; i < LENGTH; i++) {
      i420[i] = (byte) (i < WIDTH * HEIGHT ? 60 + i % WIDTH / 4 : 128);
    }
    long before = 0;
    for (int i = 0; i < frames.length; i++) {
      if (i == LEARNED) {
        before = THREADS.getCurrentThreadAllocatedBytes();
      }
      i420[random.nextInt(WIDTH * HEIGHT)]++; // no two frames are equal
      blackout.apply(frames[i]);
    }
    long after = THREADS.getCurrentThreadAllocatedBytes();
    assertEquals(expected, blackout.state());
    return (after - before) / FRAMES;
  }

  @ParameterizedTest
  @EnumSource(Outline.class)
  void shownFrame_allocatesNothingButItself(Outline outline) {
    try (Blackout blackout = new Blackout(new SelfieModel(), () -> 0)) {
      blackout.choose(new CameraChoice.Hidden(BlackoutMode.PERSON_BLACK, outline));

      long bytes = allocated(blackout, BlackoutState.PERSON_HIDDEN);

      assertTrue(bytes >= LENGTH && bytes <= LENGTH + AROUND, bytes + " bytes");
    }
  }

  @Test
  void blackFrame_allocatesNoPicture() {
    try (Blackout blackout = new Blackout(new SelfieModel(), () -> 0)) {
      blackout.choose(new CameraChoice.Hidden(BlackoutMode.ALL_BLACK, Outline.FINE));

      long bytes = allocated(blackout, BlackoutState.BLACK_CHOSEN);

      assertTrue(bytes <= AROUND, bytes + " bytes");
    }
  }
}
