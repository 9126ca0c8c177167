package org.phantomnet.desktop.capture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.testkit.ScriptedSegmenter;

class WarmUpTest {
  private final ScriptedSegmenter segmenter = new ScriptedSegmenter(32);

  @Test
  void everyFrame_isLookedAt_andTheModelGivenBack() {
    new WarmUp(() -> new Blackout(() -> segmenter, () -> 0)).run();

    assertTrue(segmenter.calls() >= 2 * WarmUp.FRAMES, () -> segmenter.calls() + " runs");
    assertTrue(segmenter.closed());
  }

  @Test
  void begin_runsOnce_howeverOftenACameraIsChosen() throws InterruptedException {
    CountDownLatch opened = new CountDownLatch(1);
    WarmUp warmUp =
        new WarmUp(
            () -> {
              opened.countDown();
              return new Blackout(() -> segmenter, () -> 0);
            });

    assertTrue(warmUp.begin());
    assertFalse(warmUp.begin());

    assertTrue(opened.await(10, TimeUnit.SECONDS));
  }
}
