package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.blackout.SegmenterException.Reason;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.PaintedRoom;
import org.phantomnet.testkit.ScriptedSegmenter.Answer;

/** What makes a frame black, all of it. */
class BlackFramesTest {
  @Test
  @Covers("BLK-19")
  @Adversary("ADV-46")
  void firstFrames_areBlack() {
    Watched watched = new Watched();

    for (int i = 0; i < 24; i++) {
      watched.assertBlack(watched.next(), BlackoutState.STARTING);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Answer.class,
      names = {"RIGHT", "BLIND", "EVERYWHERE"},
      mode = EnumSource.Mode.EXCLUDE)
  @Covers({"BLK-1", "BLK-6"})
  @Adversary("ADV-46")
  void faultOfTheSegmenter_givesABlackFrame_andStartsAnew(Answer fault) {
    Watched watched = Watched.learned();
    watched.segmenter.answer(fault);

    watched.assertBlack(watched.next(), BlackoutState.FAULT);

    watched.segmenter.answer(Answer.RIGHT);
    watched.assertBlack(watched.next(), BlackoutState.STARTING);
    watched.empty(Watched.LEARNED);
    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  @Covers("BLK-4")
  @Adversary("ADV-46")
  void modelThatCannotBeHad_isBlack_andIsNotAskedForAgain(Reason reason) {
    int[] asked = {0};
    PaintedRoom room = new PaintedRoom(64, 48, 1);
    try (Blackout blackout =
        new Blackout(
            () -> {
              asked[0]++;
              throw new SegmenterException(reason);
            },
            () -> 0)) {
      for (int i = 1; i < 60; i++) {
        SafeFrame frame = blackout.apply(room.frame(Rotation.NONE, i * 1000L, 0));
        assertEquals(0, room.shown(frame.i420()));
        assertEquals(BlackoutState.NO_MODEL, blackout.state());
      }
    }
    assertEquals(1, asked[0]);
  }

  @Test
  @Covers("BLK-7")
  @Adversary("ADV-46")
  void lateMask_givesABlackFrame() {
    Watched watched = Watched.learned();

    watched.slow(Duration.ofMillis(30));
    watched.next();
    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    watched.slow(Duration.ofMillis(31));
    watched.assertBlack(watched.next(), BlackoutState.TOO_SLOW);

    assertEquals(Duration.ofMillis(31), watched.blackout.took());
  }

  @Test
  @Covers("BLK-8")
  @Adversary("ADV-46")
  void otherCamera_startsAnew() {
    Watched watched = Watched.learned();
    watched.room.clear();

    watched.assertBlack(watched.frame(Rotation.NONE, 1), BlackoutState.STARTING);
    watched.room.clear();
    watched.assertBlack(watched.frame(Rotation.NONE, 0), BlackoutState.STARTING);
  }

  @Test
  @Covers("BLK-8")
  @Adversary("ADV-46")
  void otherTurn_startsAnew() {
    Watched watched = Watched.learned();
    watched.room.clear();

    watched.assertBlack(watched.frame(Rotation.HALF, 0), BlackoutState.STARTING);
  }

  @Test
  @Covers("BLK-8")
  void otherSize_startsAnew_inThatSize() {
    Watched watched = Watched.learned();
    PaintedRoom other = new PaintedRoom(96, 64, 7);

    SafeFrame frame = watched.blackout.apply(other.frame(Rotation.NONE, Long.MAX_VALUE / 2, 0));

    assertEquals(BlackoutState.STARTING, watched.state());
    assertEquals(96, frame.width());
    assertEquals(0, other.shown(frame.i420()));
  }

  @Test
  @Covers("BLK-11")
  @Adversary("ADV-46")
  void lowLight_isBlack_untilItIsClearlyLight() {
    Watched watched = Watched.learned();
    watched.room.clear();
    watched.room.light(0.07);
    watched.assertBlack(watched.frame(), BlackoutState.TOO_DARK);

    for (int i = 0; i < Watched.LEARNED; i++) {
      watched.room.clear();
      watched.room.light(0.095);
      watched.assertBlack(watched.frame(), BlackoutState.TOO_DARK);
    }
    watched.empty(Watched.LEARNED);

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
  }

  @Test
  @Covers("BLK-11")
  void coveredLens_isBlack() {
    Watched watched = Watched.learned();
    watched.room.flat(90);

    watched.assertBlack(watched.frame(), BlackoutState.COVERED);
  }

  @Test
  @Covers("BLK-11")
  void cameraThatStandsStill_isBlackFromTheThirtiethEqualFrame() {
    Watched watched = Watched.learned();
    watched.room.clear();
    watched.frame();

    for (int i = 1; i < 30; i++) {
      watched.frame();
      assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    }

    watched.assertBlack(watched.frame(), BlackoutState.FROZEN);
  }

  @Test
  @Covers("BLK-14")
  @Adversary("ADV-46")
  void movingCamera_isBlack_andTheRoomIsBackWithinASecondAfter() {
    Watched watched = Watched.learned();

    for (int i = 0; i < 20; i++) {
      watched.room.clear();
      watched.room.pan(5 * i + 5);
      SafeFrame frame = watched.frame();
      assertEquals(0, watched.shown(frame));
    }
    SafeFrame frame = watched.next();
    for (int i = 0; i < 30; i++) {
      watched.room.clear();
      watched.room.pan(100);
      frame = watched.frame();
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    assertTrue(watched.shown(frame) > 0.9);
  }

  @Test
  @Covers("BLK-15")
  void closeUp_isBlack() {
    Watched watched = Watched.learned();
    for (int i = 0; i < 3; i++) {
      watched.room.clear();
      watched.room.person(4, 2, 124, 70);
      watched.frame();
    }

    assertEquals(BlackoutState.TOO_CLOSE, watched.state());
    watched.assertBlack(watched.frame(), BlackoutState.TOO_CLOSE);
  }

  @Test
  @Covers("BLK-16")
  void frameThatIsNotLater_isBlack_andAfterAPauseAllStartsAnew() {
    Watched watched = Watched.learned();
    watched.assertBlack(watched.frameAgain(), BlackoutState.BAD_ORDER);
    watched.empty(Watched.LEARNED);
    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());

    watched.pass(Duration.ofSeconds(2));

    watched.assertBlack(watched.next(), BlackoutState.STARTING);
  }
}
