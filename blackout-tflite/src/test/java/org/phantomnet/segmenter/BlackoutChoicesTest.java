package org.phantomnet.segmenter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.blackout.BlackoutMode;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.CameraChoice;
import org.phantomnet.engine.blackout.CameraChoice.Hidden;
import org.phantomnet.engine.blackout.CameraChoice.PersonShownUnmasked;
import org.phantomnet.engine.blackout.Outline;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.ScriptedSegmenter.Answer;

/** What the person chooses, what they are told of it, and its end. */
class BlackoutChoicesTest {
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
    watched.assertBlack(watched.next(), BlackoutState.FAULT);
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
    watched.assertBlack(watched.next(), BlackoutState.STARTING);
  }

  @Test
  @Covers("BLK-2")
  void allBlack_needsNoModel() {
    Watched watched = new Watched();
    watched.blackout.choose(new Hidden(BlackoutMode.ALL_BLACK, Outline.FINE));

    watched.assertBlack(watched.next(), BlackoutState.BLACK_CHOSEN);
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
    watched.assertBlack(watched.next(), BlackoutState.NO_MODEL);
  }
}
