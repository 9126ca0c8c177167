package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.qr.QrStyle;
import org.phantomnet.desktop.ui.VideoWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.VideoStage;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.port.PictureChoice;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.protocol.rule.Covers;

/** A call with video on the screen, and what is said as it comes and goes. */
class VideoScreenTest {
  private static final Look LOOK = new Look(true, true, QrStyle.BLOCKS_ON_DARK);
  private static final Look ASCII = new Look(false, false, QrStyle.ASCII_ON_DARK);
  private static final Instant NOW = Instant.parse("2026-11-21T10:45:00Z");
  private static final String HALF = "▀";

  private static View view(CallSnapshot call) {
    SmallPicture picture = SmallPicture.of(ChatPicturesTest.halves(640, 360), 24);
    return Views.with(
        Views.open(Views.message(false, "Look at this", ChatMessage.State.READ)),
        Optional.of(
            new View.Call(
                call, "bob", true, Optional.of(picture), Optional.of(BlackoutState.TOO_DARK))));
  }

  private static List<String> text(CallSnapshot call, int width, int height, Look look) {
    List<AttributedString> lines = Screen.draw(view(call), width, height, look, NOW).lines();
    lines.forEach(line -> assertEquals(width, line.columnLength(), line::toString));
    return lines.stream().map(AttributedString::toString).toList();
  }

  private static String said(CallSnapshot call) {
    return String.join(" ", text(call, 80, 24, ASCII)).replaceAll("\\s+", " ");
  }

  private static final CallSnapshot WATCHING =
      Views.video(VideoStage.VIDEO, PictureChoice.WATCH_ONLY);

  @ParameterizedTest
  @CsvSource({"80,24", "120,40", "200,60", "60,24"})
  void picture_isDrawnBesideTheChat_withItsFigures(int width, int height) {
    String screen = String.join("\n", text(WATCHING, width, height, LOOK));

    assertTrue(screen.contains(HALF.repeat(12)), screen);
    assertTrue(screen.contains("Look at this"), screen);
    assertTrue(screen.replaceAll("\\s+", " ").contains("Their pictures: 640x360"), screen);
  }

  @ParameterizedTest
  @CsvSource({"40,24", "80,12"})
  void whereThereIsNoRoom_wordsStay(int width, int height) {
    String screen = String.join("\n", text(WATCHING, width, height, LOOK));

    assertFalse(screen.contains(HALF), screen);
    assertTrue(screen.contains("VIDEO"), screen);
  }

  @Test
  void withoutColours_itIsSaidInWords() {
    String screen = said(WATCHING);

    assertFalse(screen.contains(HALF), screen);
    assertTrue(
        screen.contains(
            "VIDEO your pictures are not sent, theirs are shown. Their pictures: 640x360, 24 a"
                + " second"),
        screen);
  }

  @Test
  @Covers("CALL-70")
  void personWhoWantsNoPictures_seesNone() {
    CallSnapshot none = Views.video(VideoStage.VIDEO, PictureChoice.SOUND_ONLY);

    String screen = String.join("\n", text(none, 120, 40, LOOK));

    assertFalse(screen.contains(HALF), screen);
    assertTrue(screen.contains("no picture is sent or shown"), screen);
  }

  /** What arrived before is no picture of a call that has none. */
  @Test
  @Covers("CALL-76")
  void pictureOfACallOfSound_isNotShown() {
    for (VideoStage stage : VideoStage.values()) {
      if (stage != VideoStage.VIDEO) {
        CallSnapshot call = Views.video(stage, PictureChoice.ALL);
        assertFalse(String.join("\n", text(call, 120, 40, LOOK)).contains(HALF), stage.name());
      }
    }
  }

  @Test
  @Covers("CALL-73")
  void question_saysWhatAYesMeans_andHowToSayNo() {
    String screen = said(Views.video(VideoStage.ASKED, PictureChoice.ALL));

    assertTrue(screen.contains("bob asks for video. " + VideoWords.HOW_TO_SAY_YES), screen);
    assertTrue(screen.contains(VideoWords.HOW_TO_SAY_NO), screen);
  }

  @Test
  @Covers("BLK-20")
  void whatIsSentOfTheOwnCamera_isSaid_whileItIsSent() {
    assertTrue(
        said(Views.video(VideoStage.VIDEO, PictureChoice.ALL))
            .contains("theirs are shown. Your camera: all black: too dark. Their pictures"));
    for (CallSnapshot none :
        List.of(
            Views.video(VideoStage.VIDEO, PictureChoice.WATCH_ONLY),
            Views.video(VideoStage.SOUND, PictureChoice.ALL))) {
      assertFalse(said(none).contains("Your camera"), said(none));
    }
  }

  private static View looking() {
    return Views.looking(
        Views.open(Views.message(false, "Look at this", ChatMessage.State.READ)),
        new OwnPreview.Shown(
            SmallPicture.of(ChatPicturesTest.halves(640, 360), 0),
            Optional.of(BlackoutState.PERSON_HIDDEN)));
  }

  @ParameterizedTest
  @CsvSource({"80,24", "120,40", "40,24"})
  @Covers("ENG-128")
  void preview_isDrawnBesideTheChat_withItsState(int width, int height) {
    for (Look look : List.of(LOOK, ASCII)) {
      List<AttributedString> lines = Screen.draw(looking(), width, height, look, NOW).lines();
      String screen = String.join("\n", lines.stream().map(AttributedString::toString).toList());

      assertEquals(look == LOOK && width > 40, screen.contains(HALF.repeat(12)), screen);
      assertTrue(screen.contains("Look at this"), screen);
      assertTrue(
          screen.replaceAll("\\s+", " ").contains("nothing is sent: 640x360, person hidden"),
          screen);
    }
  }

  @Test
  void wishThatComesToNothing_isToldOnce() {
    CallSnapshot sound = Views.video(VideoStage.SOUND, PictureChoice.ALL);

    for (VideoStage before : VideoStage.values()) {
      Optional<String> told = VideoNews.between(Views.video(before, PictureChoice.ALL), sound);
      assertEquals(before != VideoStage.SOUND, told.isPresent(), before.name());
    }
    assertEquals(Optional.empty(), VideoNews.between(sound, WATCHING));
    assertEquals(
        Optional.of(VideoWords.NOT_ADDED),
        VideoNews.between(Views.video(VideoStage.ASKING, PictureChoice.ALL), sound));
  }
}
