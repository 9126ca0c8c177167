package org.phantomnet.desktop.capture.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.ScriptedSegmenter;

class WarmUpTest {
  private final ScriptedSegmenter segmenter = new ScriptedSegmenter(32);

  @Test
  @Covers("ENG-131")
  void everyFrame_isLookedAt_andTheModelGivenBack() {
    new WarmUp(() -> new Blackout(() -> segmenter, () -> 0)).run();

    assertTrue(segmenter.calls() >= 2 * WarmUp.FRAMES, () -> segmenter.calls() + " runs");
    assertTrue(segmenter.closed());
  }

  @Test
  void begin_runsOnAThreadOfItsOwn() throws InterruptedException {
    CountDownLatch opened = new CountDownLatch(1);

    new WarmUp(
            () -> {
              opened.countDown();
              return new Blackout(() -> segmenter, () -> 0);
            })
        .begin();

    assertTrue(opened.await(10, TimeUnit.SECONDS));
  }

  @Test
  @Covers("ENG-131")
  void whatWasEnded_looksAtNoOtherPicture() {
    WarmUp warmUp = new WarmUp(() -> new Blackout(() -> segmenter, () -> 0));
    warmUp.end();

    warmUp.run();

    assertEquals(0, segmenter.calls());
  }
}
