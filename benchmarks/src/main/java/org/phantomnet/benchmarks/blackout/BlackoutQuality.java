package org.phantomnet.benchmarks.blackout;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/**
 * ./phantom bench blackout: people whom nobody tuned for, sitting and coming in, through the real
 * pipeline. No frame is late here (BLK-7), however busy the machine; times are the thread's own
 * processor time.
 */
public final class BlackoutQuality {
  private static final List<String> TUNED = List.of("astronaut", "fireman240a");
  private static final List<String> HELD_OUT = List.of("camera", "fireman200b");
  private static final List<String> ROOMS = List.of("motorcycle_left", "coffee", "brick");

  private final Path pictures;
  private final Path outlines;
  private final boolean quick;
  private final Sequences sequences = new Sequences();

  private BlackoutQuality(Path pictures, Path outlines, boolean quick) {
    this.pictures = pictures;
    this.outlines = outlines;
    this.quick = quick;
  }

  /**
   * @param arguments pictures, outlines, contact sheet, then "--tuned" for the first half of the
   *     people and "--quick" for fewer rooms
   */
  public static void main(String[] arguments) throws IOException {
    List<String> options = List.of(arguments).subList(3, arguments.length);
    BlackoutQuality run =
        new BlackoutQuality(
            Path.of(arguments[0]), Path.of(arguments[1]), options.contains("--quick"));
    boolean good = run.run(options.contains("--tuned") ? TUNED : HELD_OUT, Path.of(arguments[2]));
    System.exit(good ? 0 : 1);
  }

  private boolean run(List<String> names, Path sheet) throws IOException {
    for (int i = 0; i < names.size(); i++) {
      CutOut who = CutOut.read(pictures, outlines, names.get(i));
      CutOut other = CutOut.read(pictures, outlines, names.get((i + 1) % names.size()));
      for (String room : quick ? ROOMS.subList(0, 1) : ROOMS) {
        System.err.printf("person %d of %d, before: %s%n", i + 1, names.size(), room);
        BufferedImage picture = ImageIO.read(pictures.resolve(room + ".png").toFile());
        sequences.sit("sitting 720p", who, new Stage(picture, 1280, 720, 1), 0.85);
        sequences.sit("sitting 360p", who, new Stage(picture, 640, 360, 1), 0.85);
        sequences.sit("sitting portrait", who, new Stage(picture, 360, 640, 1), 0.6);
        sequences.sit("dim", who, new Stage(picture, 640, 360, 0.4), 0.85);
        sequences.sit("far", who, new Stage(picture, 640, 360, 1), 0.5);
        sequences.sit("close", who, new Stage(picture, 640, 360, 1), 1.5);
        sequences.enter("entering slowly", who, new Stage(picture, 640, 360, 1), 5);
        sequences.enter("entering fast", who, new Stage(picture, 640, 360, 1), 16);
        sequences.enter("entering from right", who, new Stage(picture, 640, 360, 1), -9);
        sequences.enter("entering portrait", who, new Stage(picture, 360, 640, 1), 6);
        sequences.enter("entering dim", who, new Stage(picture, 640, 360, 0.4), 9);
        sequences.second("a second person", who, other, new Stage(picture, 640, 360, 1));
        sequences.comeBack("leaving, back", who, new Stage(picture, 640, 360, 1));
        sequences.peek("at the edge, waiting", who, new Stage(picture, 640, 360, 1));
        sequences.dusk("light that changes", who, new Stage(picture, 640, 360, 1));
      }
    }
    return report(sheet);
  }

  private boolean report(Path sheet) throws IOException {
    System.out.println(Scores.head());
    Map<String, List<Scores.Shot>> rows = new LinkedHashMap<>();
    boolean good = true;
    for (Map.Entry<String, Scores> entry : sequences.scores().entrySet()) {
      Scores of = entry.getValue();
      System.out.println(of.row(entry.getKey()));
      rows.put(entry.getKey(), of.worst());
      good &= of.leaking() == 0;
      good &= !entry.getKey().startsWith("entering") || of.allBlackShare() <= 0.4;
      good &= !entry.getKey().startsWith("sitting") || of.falseBlackMean() <= 0.25;
    }
    List<Integer> back = sequences.back();
    int longest = back.get(back.size() - 1);
    System.out.printf(
        "back after motion: median %d frames, longest %d, never %d of %d%n",
        back.get(back.size() / 2), longest, sequences.never(), back.size());
    good &= longest <= 30;
    Sheet.write(sheet, rows);
    System.out.println(good ? "all targets met" : "a target is missed");
    System.out.println("contact sheet: " + Files.size(sheet) + " bytes, " + sheet.getFileName());
    return good;
  }
}
