package org.phantomnet.benchmarks.blackout;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.segmenter.SelfieModel;

/**
 * ./phantom bench blackout: people whom nobody tuned for, sitting and coming in, through the real
 * pipeline. No frame is late here (BLK-7), however busy the machine; times are the thread's own
 * processor time.
 */
public final class BlackoutQuality {
  private static final List<String> TUNED = List.of("astronaut", "fireman240a");
  private static final List<String> HELD_OUT = List.of("camera", "fireman200b");
  private static final List<String> ROOMS = List.of("motorcycle_left", "coffee", "brick");
  private static final long PERIOD = Duration.ofSeconds(1).toNanos() / 30;
  private static final int EMPTY = 30;
  private static final int START = 34;
  private static final int STILL = 31;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Path pictures;
  private final Path outlines;
  private final boolean quick;
  private final Map<String, Scores> scores = new LinkedHashMap<>();
  private final List<Integer> back = new ArrayList<>();
  private long time;
  private int never;

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
    for (String name : names) {
      CutOut who = CutOut.read(pictures, outlines, name);
      for (String room : quick ? ROOMS.subList(0, 1) : ROOMS) {
        BufferedImage picture = ImageIO.read(pictures.resolve(room + ".png").toFile());
        sit("sitting 720p", who, new Stage(picture, 1280, 720, 1), 0.85);
        sit("sitting 360p", who, new Stage(picture, 640, 360, 1), 0.85);
        sit("sitting portrait", who, new Stage(picture, 360, 640, 1), 0.6);
        sit("dim", who, new Stage(picture, 640, 360, 0.4), 0.85);
        sit("far", who, new Stage(picture, 640, 360, 1), 0.5);
        sit("close", who, new Stage(picture, 640, 360, 1), 1.5);
        enter("entering slowly", who, new Stage(picture, 640, 360, 1), 5);
        enter("entering fast", who, new Stage(picture, 640, 360, 1), 16);
        enter("entering from right", who, new Stage(picture, 640, 360, 1), -9);
        enter("entering portrait", who, new Stage(picture, 360, 640, 1), 6);
        enter("entering dim", who, new Stage(picture, 640, 360, 0.4), 9);
      }
    }
    return report(sheet);
  }

  private void sit(String kind, CutOut who, Stage stage, double size) {
    Scores into = scores.computeIfAbsent(kind, name -> new Scores());
    into.cut();
    double high = stage.height * size;
    double wide = high * who.image.getWidth() / who.image.getHeight();
    try (Blackout blackout = new Blackout(new SelfieModel(), () -> 0)) {
      Camera camera = new Camera(blackout, stage);
      double before = (stage.width - wide) / 2;
      for (int i = 0; i < START + STILL / 2; i++) {
        double at = (stage.width - wide) / 2 + stage.width * 0.006 * Math.sin(i / 9.0);
        stage.show(who, at, before, high);
        before = at;
        camera.shoot(i < START ? new Scores() : into, who.name + " " + i);
      }
    }
  }

  /** From outside to the middle, and then still. */
  private void enter(String kind, CutOut who, Stage stage, double speed) {
    Scores into = scores.computeIfAbsent(kind, name -> new Scores());
    into.cut();
    double high = stage.height * (stage.width > stage.height ? 0.9 : 0.6);
    double wide = high * who.image.getWidth() / who.image.getHeight();
    try (Blackout blackout = new Blackout(new SelfieModel(), () -> 0)) {
      Camera camera = new Camera(blackout, stage);
      for (int i = 0; i < EMPTY; i++) {
        stage.empty();
        camera.shoot(new Scores(), "empty");
      }
      double end = (stage.width - wide) / 2;
      double at = speed > 0 ? -wide : stage.width;
      for (int i = 0; Math.abs(end - at) > Math.abs(speed); i++) {
        stage.show(who, at + speed, at, high);
        at += speed;
        camera.shoot(into, who.name + " " + i);
      }
      Scores still = scores.computeIfAbsent("after it", name -> new Scores());
      still.cut();
      int black = 0;
      for (int i = 0; i < STILL; i++) {
        stage.show(who, at, at, high);
        camera.shoot(still, kind + " " + who.name + " " + i);
        black = blackout.state().allBlack() ? i + 1 : black;
      }
      back.add(black);
      never += black == STILL ? 1 : 0;
    }
  }

  /** Lends the stage's picture to the blackout and scores what leaves. */
  private final class Camera {
    private final Blackout blackout;
    private final Stage stage;

    Camera(Blackout blackout, Stage stage) {
      this.blackout = blackout;
      this.stage = stage;
    }

    void shoot(Scores into, String what) {
      time += PERIOD;
      RawFrame frame =
          new RawFrame(
              ByteBuffer.wrap(stage.i420), stage.width, stage.height, Rotation.NONE, time, 0);
      long began = THREADS.getCurrentThreadCpuTime();
      SafeFrame safe = blackout.apply(frame);
      double took = (THREADS.getCurrentThreadCpuTime() - began) / 1e6;
      BlackoutState state = blackout.state();
      into.add(what + " " + state, stage, safe.i420(), state.allBlack(), took);
    }
  }

  private boolean report(Path sheet) throws IOException {
    System.out.println(Scores.head());
    Map<String, List<Scores.Shot>> rows = new LinkedHashMap<>();
    boolean good = true;
    for (Map.Entry<String, Scores> entry : scores.entrySet()) {
      Scores of = entry.getValue();
      System.out.println(of.row(entry.getKey()));
      rows.put(entry.getKey(), of.worst());
      good &= of.leaking() == 0;
      good &= !entry.getKey().startsWith("entering") || of.allBlackShare() <= 0.4;
      good &= !entry.getKey().startsWith("sitting") || of.falseBlackMean() <= 0.25;
    }
    back.sort(Integer::compare);
    System.out.printf(
        "back after motion: median %d frames, longest %d, never %d of %d%n",
        back.get(back.size() / 2), back.get(back.size() - 1), never, back.size());
    good &= back.get(back.size() - 1) <= 30;
    Sheet.write(sheet, rows);
    System.out.println(good ? "all targets met" : "a target is missed");
    System.out.println("contact sheet: " + Files.size(sheet) + " bytes, " + sheet.getFileName());
    return good;
  }
}
