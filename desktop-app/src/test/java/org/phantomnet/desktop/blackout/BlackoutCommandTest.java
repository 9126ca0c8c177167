package org.phantomnet.desktop.blackout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.media.pipe.Picture;
import org.phantomnet.desktop.video.Y4m;
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

  private int run(String... more) {
    CommandLine line = new CommandLine(new BlackoutCommand());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(said)).setErr(new PrintWriter(told));
    String[] arguments = new String[more.length + 4];
    arguments[0] = "--in";
    arguments[1] = directory.resolve("in.y4m").toString();
    arguments[2] = "--out";
    arguments[3] = directory.resolve("out.y4m").toString();
    System.arraycopy(more, 0, arguments, 4, more.length);
    return line.execute(arguments);
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
    assertEquals(BlackoutCommand.WRITTEN, run("--patient"));

    assertEquals(0, shown(0));
    assertEquals(0, shown(23));
    assertTrue(shown(FRAMES - 1) > 0.5);
    assertTrue(told.toString().contains("starting"), told.toString());
    assertTrue(told.toString().contains("person hidden"), told.toString());
    assertTrue(said.toString().contains("of 45 frames show something"), said.toString());
  }

  @Test
  void modeAll_isBlackThroughout() throws IOException {
    assertEquals(BlackoutCommand.WRITTEN, run("--mode", "all", "--patient"));

    assertEquals(0, shown(FRAMES - 1));
  }

  @Test
  void clipThatIsNone_isRefused() {
    CommandLine line = new CommandLine(new BlackoutCommand());
    line.setErr(new PrintWriter(told));

    int code = line.execute("--in", directory.toString(), "--out", directory + "/out.y4m");

    assertEquals(BlackoutCommand.UNUSABLE, code);
  }
}
