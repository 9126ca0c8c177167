package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RealThreadsTest {
  @Test
  void effects_runInOrder_andTheLastOnesBeforeStopReturns() {
    RealThreads threads = new RealThreads();
    List<Integer> ran = new CopyOnWriteArrayList<>();

    for (int i = 0; i < 100; i++) {
      int number = i;
      threads.effects().execute(() -> ran.add(number));
    }
    threads.stop();

    assertEquals(100, ran.size());
    assertEquals(99, ran.get(99));
  }

  @Test
  void tasks_afterStop_areDropped() {
    RealThreads threads = new RealThreads();
    threads.stop();
    CountDownLatch never = new CountDownLatch(1);

    threads.loop().execute(never::countDown);

    assertFalse(threads.await(never, Duration.ofMillis(50)));
  }

  @Test
  void await_returnsAsSoonAsItIsDone() {
    RealThreads threads = new RealThreads();
    CountDownLatch done = new CountDownLatch(1);

    threads.loop().execute(done::countDown);

    assertTrue(threads.await(done, Duration.ofSeconds(5)));
    threads.stop();
  }
}
