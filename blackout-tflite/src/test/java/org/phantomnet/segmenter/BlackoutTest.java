package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.CameraChoice.Hidden;
import org.phantomnet.engine.blackout.CameraChoice.PersonShownUnmasked;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.PaintedRoom;
import org.phantomnet.testkit.ScriptedSegmenter.Answer;

class BlackoutTest {
  /** Frames, more than after which what stands still is the room (BLK-5). */
  private static final int BECOMES_ROOM = 700;

  private static void assertBlack(Watched watched, SafeFrame frame, BlackoutState why) {
    assertEquals(why, watched.state());
    assertTrue(why.allBlack());
    assertEquals(0, watched.shown(frame));
  }

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
  @Covers("BLK-29")
  void personSeenWhole_fromTheFirstFrameOn_isBlackWithASmallMargin() {
    Watched watched = new Watched();
    Place place = new Place(40, 20, 30, 52);

    SafeFrame frame = sitting(watched, place);

    assertEquals(0, leakedAround(watched, place, frame, 4), "two cells of two pixels around");
    assertTrue(leakedAround(watched, place, frame, 8) > 0, "not four");
    assertTrue(watched.shown(frame) > 0.5);
  }

  @Test
  @Covers("BLK-3")
  void personSeenInPart_fromTheFirstFrameOn_isBlackWithALargerMargin() {
    Watched watched = new Watched();
    Place place = new Place(20, 20, 80, 52);

    SafeFrame frame = sitting(watched, place);

    assertEquals(0, leakedAround(watched, place, frame, 8), "four cells of two pixels around");
    assertTrue(leakedAround(watched, place, frame, 16) > 0, "not eight");
  }

  @Test
  @Covers("BLK-5")
  void personBeforeAKnownRoom_isBlackWithTheLargerMargin_thoughSeenWhole() {
    Watched watched = Watched.learned();
    Place place = new Place(40, 20, 30, 52);

    SafeFrame frame = sitting(watched, place);

    assertEquals(0, leakedAround(watched, place, frame, 8), "four cells of two pixels around");
    assertTrue(watched.shown(frame) > 0.4);
  }

  /** In pixels. */
  private record Place(int left, int top, int wide, int high) {
    void paint(PaintedRoom room, int around) {
      room.clear();
      room.person(left - around, top - around, wide + 2 * around, high + 2 * around);
    }
  }

  /** What is not black of a place and so many pixels around it. */
  private static int leakedAround(Watched watched, Place place, SafeFrame frame, int pixels) {
    place.paint(watched.room, pixels);
    return watched.room.leaked(frame.i420());
  }

  /** The frame after somebody has sat there for a while. */
  private static SafeFrame sitting(Watched watched, Place place) {
    place.paint(watched.room, 0);
    SafeFrame frame = watched.frame();
    for (int i = 0; i < 60; i++) {
      place.paint(watched.room, 0);
      frame = watched.frame();
      assertEquals(0, watched.room.leaked(frame.i420()));
    }
    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    return frame;
  }

  @Test
  @Covers("BLK-3")
  void placeOfAPerson_staysBlackForTwelveFramesAfter() {
    Watched watched = Watched.learned();
    for (int i = 0; i < 5; i++) {
      watched.room.clear();
      watched.room.person(40, 20, 30, 40);
      watched.frame();
    }

    for (int i = 0; i < 12; i++) {
      SafeFrame frame = watched.next();
      watched.room.person(40, 20, 30, 40);
      assertEquals(0, watched.room.leaked(frame.i420()), "frame " + i);
    }
  }

  @Test
  @Covers("BLK-3")
  @Adversary("ADV-46")
  void secondPerson_andHandAtTheEdge_areBlackToo() {
    Watched watched = Watched.learned();

    for (int i = 0; i < 60; i++) {
      watched.room.clear();
      watched.room.person(20, 24, 16, 48);
      watched.room.person(80, 30, 14, 42);
      watched.room.person(124, 10, 4, 4);
      assertEquals(0, watched.room.leaked(watched.frame().i420()));
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
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
  @Covers("BLK-13")
  void portrait_isAsGoodAsLandscape() {
    Watched watched = new Watched(72, 128).empty(Watched.LEARNED);

    for (int i = 0; i < 60; i++) {
      watched.room.clear();
      watched.room.person(30, 40, 20, 88);
      watched.room.person(30, 6, 4, 4);
      assertEquals(0, watched.room.leaked(watched.frame().i420()));
    }

    assertEquals(BlackoutState.PERSON_HIDDEN, watched.state());
    int calls = watched.segmenter.calls();
    watched.frame();
    assertEquals(3, watched.segmenter.calls() - calls, "the whole, a square, the person's own");
  }

  @Test
  @Covers("BLK-13")
  void allSquaresAreLookedAt_whileSomethingMoves_andOneInTurnElse() {
    Watched watched = Watched.learned();
    int calls = watched.segmenter.calls();
    watched.next();
    assertEquals(2, watched.segmenter.calls() - calls, "the whole and a square");
    watched.segmenter.answer(Answer.BLIND);
    watched.room.clear();
    watched.room.person(60, 14, 36, 58);
    watched.frame();
    calls = watched.segmenter.calls();

    watched.next();

    assertEquals(3, watched.segmenter.calls() - calls, "the whole and two squares");
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

  @ParameterizedTest
  @EnumSource(Rotation.class)
  @Covers("BLK-1")
  void turnedFrame_leavesUpright(Rotation rotation) {
    Watched watched = new Watched();
    SafeFrame frame = watched.frame(rotation, 0);
    for (int i = 0; i < Watched.LEARNED; i++) {
      watched.room.clear();
      watched.room.person(40, 20, 30, 30);
      frame = watched.frame(rotation, 0);
    }

    assertEquals(Watched.WIDTH, frame.width());
    assertEquals(Watched.HEIGHT, frame.height());
    assertEquals(0, watched.room.leaked(frame.i420()));
    assertTrue(watched.shown(frame) > 0.5);
    assertFalse(watched.room.isAltered(frame.i420()));
  }

  @Test
  @Covers("BLK-9")
  void backgroundMasked_showsNothingButThePerson() {
    Watched watched = new Watched();
    watched.blackout.choose(new Hidden(BlackoutMode.BACKGROUND_MASKED, Outline.FINE));
    SafeFrame frame = watched.frame();
    for (int i = 0; i < Watched.LEARNED; i++) {
      watched.room.clear();
      watched.room.person(40, 20, 30, 40);
      frame = watched.frame();
    }

    assertEquals(BlackoutState.BACKGROUND_HIDDEN, watched.state());
    double person = 30 * 40.0 / (Watched.WIDTH * Watched.HEIGHT);
    assertTrue(watched.shown(frame) <= person);
    assertTrue(watched.shown(frame) > person * 0.6);
    assertTrue(watched.room.leaked(frame.i420()) > 0.6 * 30 * 40);

    watched.segmenter.answer(Answer.NOT_A_NUMBER);
    assertBlack(watched, watched.next(), BlackoutState.FAULT);
  }

  @Test
  @Covers("BLK-10")
  void noBlackout_isNeverTheDefault_andShowsWhatTheCameraSees() {
    Watched watched = new Watched();
    assertEquals(new Hidden(BlackoutMode.PERSON_BLACK, Outline.FINE), watched.blackout.choice());

    watched.blackout.choose(new PersonShownUnmasked());
    watched.room.clear();
    watched.room.person(40, 20, 30, 40);
    SafeFrame frame = watched.frame();

    assertEquals(BlackoutState.SHOWN_UNMASKED, watched.state());
    assertEquals(1, watched.shown(frame));
    watched.blackout.choose(CameraChoice.DEFAULT);
    assertBlack(watched, watched.next(), BlackoutState.STARTING);
  }

  @Test
  @Covers("BLK-2")
  void allBlack_needsNoModel() {
    Watched watched = new Watched();
    watched.blackout.choose(new Hidden(BlackoutMode.ALL_BLACK, Outline.FINE));

    assertBlack(watched, watched.next(), BlackoutState.BLACK_CHOSEN);
    assertEquals(0, watched.segmenter.calls());
  }

  @Test
  @Covers("BLK-12")
  @Adversary("ADV-47")
  void coarseOutline_tellsNothingOfSmallMovements() {
    Set<Integer> coarse = outlines(Outline.COARSE);
    Set<Integer> fine = outlines(Outline.FINE);

    assertEquals(1, coarse.size(), "hands that type look the same as hands that rest");
    assertTrue(fine.size() > 1, fine.size() + " outlines");
  }

  /** The outlines of a person whose hand moves by a few pixels. */
  private static Set<Integer> outlines(Outline outline) {
    Watched watched = new Watched();
    watched.blackout.choose(new Hidden(BlackoutMode.PERSON_BLACK, outline));
    Set<Integer> seen = new HashSet<>();
    for (int i = 0; i < 400; i++) {
      watched.room.clear();
      watched.room.person(40, 14, 30, 58);
      watched.room.person(70 + i / 20 % 4 * 2, 50, 8, 4);
      SafeFrame frame = watched.frame();
      if (i > 150) {
        seen.add(shape(frame));
      }
    }
    return seen;
  }

  private static int shape(SafeFrame frame) {
    int hash = 1;
    for (int i = 0; i < frame.width() * frame.height(); i++) {
      hash = 31 * hash + (frame.i420().get(i) == 16 ? 1 : 0);
    }
    return hash;
  }

  @Test
  @Covers("BLK-20")
  void everyState_hasWordsOfItsOwn() {
    Set<String> words = new HashSet<>();
    for (BlackoutState state : BlackoutState.values()) {
      assertTrue(words.add(state.words()), state.name());
    }
  }

  @Test
  void closed_givesTheModelBack_andStaysBlack() {
    Watched watched = Watched.learned();

    watched.blackout.close();

    assertTrue(watched.segmenter.closed());
    assertBlack(watched, watched.next(), BlackoutState.NO_MODEL);
  }
}
