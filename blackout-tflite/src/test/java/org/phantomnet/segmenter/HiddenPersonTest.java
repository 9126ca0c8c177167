package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.PaintedRoom;
import org.phantomnet.testkit.ScriptedSegmenter.Answer;

/** Who is found is black, with a margin, however the frame lies. */
class HiddenPersonTest {
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
}
