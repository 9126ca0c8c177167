package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.ScriptedSegmenter.Answer;

/** Whatever goes wrong, in whatever order: no pixel of a person leaves. */
class BlackoutPropertyTest {
  private static final int FRAMES = 100_000;
  private static final Answer[] ANSWERS = Answer.values();

  private final Random random = new Random(20261122);
  private final Watched watched = new Watched(48, 36, 16);
  private Rotation rotation = Rotation.NONE;
  private int camera;
  private int x = 20;
  private int other = 60;
  private int blind;

  @Test
  @Covers({"BLK-1", "BLK-3", "BLK-6"})
  @Adversary("ADV-46")
  void randomFaults_neverLetAPersonOut() {
    int shown = 0;
    int faults = 0;

    for (int i = 0; i < FRAMES; i++) {
      paint();
      boolean mustBeBlack = fault();
      SafeFrame frame = watched.frame(rotation, camera);
      assertEquals(0, watched.room.leaked(frame.i420()), "frame " + i + " " + watched.state());
      if (mustBeBlack) {
        assertEquals(0, watched.shown(frame), "frame " + i + " " + watched.state());
        faults++;
      } else {
        shown += watched.shown(frame) > 0.2 ? 1 : 0;
      }
    }

    assertTrue(shown > FRAMES / 5, shown + " frames show a room");
    assertTrue(faults > FRAMES / 200, faults + " faults");
  }

  /** Two people wander, the second one in and out. */
  private void paint() {
    x = Math.floorMod(x + random.nextInt(3) - 1, 44);
    other = Math.floorMod(other + random.nextInt(5) - 2, 80);
    watched.room.clear();
    watched.room.person(x - 4, 12, 8, 24);
    watched.room.person(other, 18, 6, 18);
  }

  /** Does something bad, now and then; true if the next frame must be all black for it. */
  private boolean fault() {
    // The model misses everyone for less time than it takes to become the room.
    blind = blind > 0 ? blind - 1 : random.nextInt(400) == 0 ? 20 : 0;
    watched.segmenter.answer(blind > 0 ? Answer.BLIND : Answer.RIGHT);
    if (random.nextInt(100) != 0) {
      return false;
    }
    switch (random.nextInt(8)) {
      case 0, 1 -> watched.segmenter.answer(ANSWERS[3 + random.nextInt(ANSWERS.length - 3)]);
      case 2 -> watched.slow(Duration.ofMillis(31 + random.nextInt(500)));
      case 3 -> camera++;
      case 4 -> rotation = Rotation.values()[(rotation.ordinal() + 1 + random.nextInt(3)) % 4];
      case 5 -> watched.pass(Duration.ofMillis(1001));
      case 6 -> watched.room.light(0.05);
      default -> watched.pass(Duration.ofMillis(-500));
    }
    return true;
  }
}
