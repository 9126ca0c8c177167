package org.phantomnet.desktop.media.pipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class BlockQueueTest {
  private final BlockQueue queue = new BlockQueue();

  @Test
  @Covers("ENG-22")
  void emptyQueue_givesSilence() {
    assertArrayEquals(new short[AudioBlock.SAMPLES], queue.take());
  }

  @Test
  void firstBlock_waitsForASecond() {
    queue.put(loud(1));
    assertEquals(0, queue.take()[0]);

    queue.put(loud(2));

    assertEquals(1_001, queue.take()[0]);
    assertEquals(1_002, queue.take()[0]);
    assertEquals(0, queue.take()[0]);
  }

  @Test
  @Covers("ENG-130")
  void blocksAhead_areTwo_howeverMuchWaitsAndWhateverIsInIt() {
    assertEquals(0, queue.ahead());
    queue.put(loud(1));
    assertEquals(0, queue.ahead());

    for (int i = 0; i < 20; i++) {
      queue.put(i % 3 == 0 ? loud(i) : new short[AudioBlock.SAMPLES]);
      assertEquals(2, queue.ahead());
    }
  }

  @Test
  void quietBlocks_areDroppedWhenDelayBuildsUp() {
    for (int i = 0; i < BlockQueue.COMFORTABLE + 1; i++) {
      queue.put(loud(i));
    }

    queue.put(new short[AudioBlock.SAMPLES]);
    queue.put(loud(99));

    for (int i = 0; i < BlockQueue.COMFORTABLE + 1; i++) {
      queue.take();
    }
    assertEquals(1_099, queue.take()[0]);
  }

  @Test
  void flood_dropsTheOldest() {
    for (int i = 0; i < 1_000; i++) {
      queue.put(loud(i));
    }

    assertEquals(1_000 + 1_000 - BlockQueue.MAX, queue.take()[0]);
  }

  @Test
  @Covers("ENG-115")
  @Adversary("ADV-10")
  void soundThatPiledUp_isNotSaidAfterAMute() {
    for (int i = 0; i < BlockQueue.MAX; i++) {
      queue.put(loud(i));
    }

    queue.clear();
    queue.put(new short[AudioBlock.SAMPLES]);

    for (int i = 0; i < BlockQueue.MAX; i++) {
      assertArrayEquals(new short[AudioBlock.SAMPLES], queue.take());
    }
  }

  @Test
  @Covers("ENG-22")
  void cadence_runsEveryTenMillisecondsWithoutDrift() throws Exception {
    CountDownLatch rounds = new CountDownLatch(50);
    CountDownLatch last = new CountDownLatch(1);
    long start = System.nanoTime();
    try (Cadence cadence =
        Cadence.start(
            "test",
            () -> {
              rounds.countDown();
              return true;
            },
            last::countDown)) {
      assertEquals(true, rounds.await(10, TimeUnit.SECONDS));
      assertNotEquals(null, cadence);
    }
    long took = System.nanoTime() - start;

    assertEquals(true, took >= 49 * Cadence.PERIOD_NANOS - 30 * Cadence.PERIOD_NANOS);
    assertEquals(true, last.await(10, TimeUnit.SECONDS));
  }

  private static short[] loud(int number) {
    short[] block = new short[AudioBlock.SAMPLES];
    Arrays.fill(block, (short) (1_000 + number));
    return block;
  }
}
