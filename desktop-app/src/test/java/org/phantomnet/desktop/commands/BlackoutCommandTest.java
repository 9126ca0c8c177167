package org.phantomnet.desktop.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Y4m;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.PaintedRoom;
import picocli.CommandLine;

class BlackoutCommandTest {
  private static final int FRAMES = 45;

  @TempDir private Path directory;
  private final PaintedRoom room = new PaintedRoom(160, 90, 3);
  private final StringWriter said = new StringWriter();
  private final StringWriter told = new StringWriter();

  @BeforeEach
  void writeClip() throws IOException {
    try (Y4m.Writer writer = Y4m.write(directory.resolve("in.y4m"), 160, 90, 30)) {
      for (int i = 0; i < FRAMES; i++) {
        room.clear();
        writer.write(new Picture(160, 90, i, room.picture()));
      }
    }
  }

  private String clip() {
    return directory.resolve("in.y4m").toString();
  }

  private double shown(int number) throws IOException {
    try (Y4m clip = Y4m.open(directory.resolve("out.y4m"))) {
      assertEquals(FRAMES, clip.pictures());
      ByteBuffer picture = clip.picture(number);
      return room.shown(picture);
    }
  }

  @Test
  void clip_startsBlack_andShowsTheRoomAfterwards() throws IOException {
    assertEquals(BlackoutCommand.WRITTEN, run(clip(), "--patient"));

    assertEquals(0, shown(0));
    assertEquals(0, shown(23));
    assertTrue(shown(FRAMES - 1) > 0.5);
    assertTrue(told.toString().contains("starting"), told.toString());
    assertTrue(told.toString().contains("person hidden"), told.toString());
    assertTrue(said.toString().contains("of 45 frames show something"), said.toString());
  }

  @Test
  void modeAll_isBlackThroughout() throws IOException {
    assertEquals(BlackoutCommand.WRITTEN, run(clip(), "--mode", "all", "--patient"));

    assertEquals(0, shown(FRAMES - 1));
  }

  @Test
  void clipThatIsNone_isRefused() {
    assertEquals(BlackoutCommand.UNUSABLE, run(directory.toString()));
  }

  private int run(String in, String... more) {
    CommandLine line = new CommandLine(new BlackoutCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(said)).setErr(new PrintWriter(told));
    List<String> arguments = new ArrayList<>(List.of("--in", in, "--out"));
    arguments.add(directory.resolve("out.y4m").toString());
    arguments.addAll(List.of(more));
    return line.execute(arguments.toArray(String[]::new));
  }

  /** By the port that calls have, in the camera's own process and pace. */
  @Test
  @Covers("ENG-127")
  void filmInACamerasPlace_startsBlack_andShowsTheRoomAfterwards() throws IOException {
    String film = "film:" + directory.resolve("in.y4m");

    assertEquals(BlackoutCommand.WRITTEN, run(film, "--patient", "--seconds", "5"));

    try (Y4m clip = Y4m.open(directory.resolve("out.y4m"))) {
      assertEquals(0, room.shown(clip.picture(0)));
      assertTrue(room.shown(clip.picture(clip.pictures() - 1)) > 0.5);
    }
    assertTrue(told.toString().contains("person hidden"), told.toString());
    assertTrue(said.toString().contains("frames show something"), said.toString());
  }

  @Test
  void camera_thatIsNotThere_orIsToBePatient_isRefusedByWhatToDo() {
    assertEquals(BlackoutCommand.UNUSABLE, run("camera:\u0007"));
    assertEquals(BlackoutCommand.UNUSABLE, run("camera", "--patient"));
    assertEquals(BlackoutCommand.UNUSABLE, run("film:/no/such.y4m"));
    assertEquals(
        List.of(
            "A camera's late frames are black: --patient is for clips and films.",
            "The film cannot be played. It takes a YUV4MPEG2 file, as a clip does."),
        told.toString().lines().skip(1).toList());
  }
}
