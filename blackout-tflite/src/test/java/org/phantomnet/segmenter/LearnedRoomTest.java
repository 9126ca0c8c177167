package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.ScriptedSegmenter.Answer;

/** What looks like the room that was learned is shown, and nothing else. */
class LearnedRoomTest {
  /** Frames, more than after which what stands still is the room (BLK-5). */
  private static final int BECOMES_ROOM = 700;

  @Test
  @Covers("BLK-2")
  void learnedRoom_isShownAsItIs() {
    Watched watched = Watched.learned();

    SafeFrame frame = watched.next();

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    assertEquals(1, watched.shown(frame), 0.01);
    assertFalse(watched.room.isAltered(frame.i420()));
  }

  @Test
  @Covers("BLK-5")
  @Adversary("ADV-46")
  void personComingIn_whomTheModelMisses_isBlackAllTheSame() {
    Watched watched = Watched.learned();
    watched.segmenter.answer(Answer.BLIND);

    for (int i = 0; i < 120; i++) {
      watched.room.clear();
      watched.room.person(Math.max(50, 128 - 3 * i), 14, 36, 58);
      assertEquals(0, watched.room.leaked(watched.frame().i420()), "frame " + i);
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
  }

  @Test
  @Covers("BLK-5")
  void otherLight_isNoPerson() {
    Watched watched = Watched.learned();

    watched.room.clear();
    watched.room.light(0.8);
    SafeFrame darker = watched.frame();

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    assertTrue(watched.shown(darker) > 0.9);
  }

  @Test
  @Covers("BLK-5")
  void whatStandsNowWhereTheRoomWasKnown_becomesTheRoomAfterLong() {
    Watched watched = Watched.learned();
    watched.segmenter.answer(Answer.BLIND);
    int black = 0;

    for (int i = 0; i < BECOMES_ROOM; i++) {
      watched.room.clear();
      watched.room.person(50, 20, 20, 20);
      black += watched.room.leaked(watched.frame().i420()) == 0 ? 1 : 0;
    }

    assertTrue(black >= 600, black + " frames");
    assertTrue(black < BECOMES_ROOM, "a chair that was moved is seen again");
  }

  @Test
  @Covers("BLK-28")
  void roomBehindAPerson_isStillKnown_afterItsLightHasChanged() {
    Watched watched = Watched.learned();
    for (int i = 0; i < 120; i++) {
      watched.room.clear();
      watched.room.person(50, 14, 28, 58);
      watched.room.light(1 - 0.35 * i / 120);
      assertEquals(0, watched.room.leaked(watched.frame().i420()), "frame " + i);
      assertEquals(BlackoutState.PERSON_HIDDEN, watched.state(), "frame " + i);
    }

    SafeFrame frame = watched.next();
    for (int i = 0; i < 40; i++) {
      watched.room.clear();
      watched.room.light(0.65);
      frame = watched.frame();
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    assertTrue(watched.shown(frame) > 0.9, "the room behind them is black");
  }

  @Test
  @Covers("BLK-27")
  @Adversary("ADV-46")
  void secondPerson_whomTheModelIsNotSureOf_neverBecomesTheRoom() {
    Watched watched = Watched.learned();
    SafeFrame frame = watched.next();

    for (int i = 0; i < BECOMES_ROOM; i++) {
      watched.room.clear();
      watched.room.person(50, 22, 24, 50);
      if (i > 40) {
        watched.room.unsurePerson(4, 40, 16, 32);
      }
      frame = watched.frame();
      assertEquals(0, watched.room.leaked(frame.i420()), "frame " + i);
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    assertTrue(watched.shown(frame) > 0.3);
  }

  @Test
  @Covers("BLK-27")
  @Adversary("ADV-46")
  void partOfAPerson_thatTheModelMisses_neverBecomesTheRoom() {
    Watched watched = Watched.learned();

    for (int i = 0; i < BECOMES_ROOM; i++) {
      watched.room.clear();
      watched.room.person(50, 22, 24, 50);
      watched.room.faintPerson(74, 30, 28, 42, 40);
      assertEquals(0, watched.room.leaked(watched.frame().i420()), "frame " + i);
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
  }

  @Test
  @Covers("BLK-21")
  @Adversary("ADV-46")
  void personHardlyLighterThanTheRoom_whomTheModelMisses_isBlack() {
    Watched watched = Watched.learned();
    watched.segmenter.answer(Answer.BLIND);
    SafeFrame frame = watched.next();

    for (int i = 0; i < 20; i++) {
      watched.room.clear();
      watched.room.faintPerson(50, 20, 20, 40, 9);
      frame = watched.frame();
      assertEquals(0, watched.room.leaked(frame.i420()), "frame " + i);
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    assertTrue(watched.shown(frame) > 0.4);
  }

  @Test
  @Covers("BLK-22")
  @Adversary("ADV-46")
  void whatHasJustChanged_isBlackWithALargerMargin() {
    Watched watched = Watched.learned();
    watched.segmenter.answer(Answer.BLIND);

    assertEquals(0, notBlackAround(watched, 20), "eight cells of two pixels around");
    assertTrue(notBlackAround(watched, 20) > 0, "four, later");
  }

  /** Of a hand that is there for so many frames and what is within 16 pixels of it. */
  private static int notBlackAround(Watched watched, int frames) {
    SafeFrame frame = watched.next();
    for (int i = 0; i < frames; i++) {
      watched.room.clear();
      watched.room.person(60, 30, 4, 4);
      frame = watched.frame();
    }
    watched.room.clear();
    watched.room.person(60 - 16, 30 - 16, 4 + 32, 4 + 32);
    return watched.room.leaked(frame.i420());
  }
}
