package org.phantomnet.benchmarks.blackout;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.benchmarks.blackout.Stage.Placed;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.segmenter.SelfieModel;

/**
 * What people do before a camera, through the real pipeline, and how it did. Time is virtual: no
 * frame is late (BLK-7). For one thread.
 */
final class Sequences {
  private static final long PERIOD = Duration.ofSeconds(1).toNanos() / 30;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Frames of a room without anybody. */
  private static final int EMPTY = 30;

  /** Frames until a first picture of a room is shown. */
  private static final int START = 34;

  private static final int STILL = 31;

  /** Seven seconds: what stands still does not become the room so soon (BLK-5). */
  private static final int WAITING = 220;

  private static final double STEP = 6;

  /** Of a picture's height: of a person who sits. */
  private static final double SITTING = 0.85;

  private final Map<String, Scores> scores = new LinkedHashMap<>();
  private final List<Integer> back = new ArrayList<>();
  private long time;
  private int never;

  /** By the names of what was done, in order. */
  Map<String, Scores> scores() {
    return scores;
  }

  /** Black frames after each entry, the fewest first. */
  List<Integer> back() {
    return back.stream().sorted().toList();
  }

  /** Entries after which no picture came. */
  int never() {
    return never;
  }

  private Scores of(String kind) {
    Scores into = scores.computeIfAbsent(kind, name -> new Scores());
    into.cut();
    return into;
  }

  /** Who is there from the first frame on, and sways. */
  void sit(String kind, CutOut who, Stage stage, double size) {
    Scores into = of(kind);
    double high = stage.height * size;
    try (Camera camera = new Camera(stage)) {
      double before = middle(who, stage, high);
      for (int i = 0; i < START + STILL / 2; i++) {
        double at = middle(who, stage, high) + stage.width * 0.006 * Math.sin(i / 9.0);
        stage.show(new Placed(who, at, before, high));
        before = at;
        camera.shoot(i < START ? new Scores() : into, who.name + " " + i);
      }
    }
  }

  /** From outside to the middle, and then still. */
  void enter(String kind, CutOut who, Stage stage, double speed) {
    Scores into = of(kind);
    double high = stage.height * (stage.width > stage.height ? 0.9 : 0.6);
    try (Camera camera = new Camera(stage)) {
      camera.shootEmpty();
      double end = middle(who, stage, high);
      double at = speed > 0 ? -wide(who, high) : stage.width;
      for (int i = 0; Math.abs(end - at) > Math.abs(speed); i++) {
        stage.show(new Placed(who, at + speed, at, high));
        at += speed;
        camera.shoot(into, who.name + " " + i);
      }
      Scores still = of("after it");
      int black = 0;
      for (int i = 0; i < STILL; i++) {
        stage.show(new Placed(who, at, at, high));
        black = camera.shoot(still, kind + " " + who.name + " " + i).allBlack() ? i + 1 : black;
      }
      back.add(black);
      never += black == STILL ? 1 : 0;
    }
  }

  /** Somebody sits at the left; another comes in from the right and stays beside them. */
  void second(String kind, CutOut who, CutOut other, Stage stage) {
    Scores into = of(kind);
    double high = stage.height * SITTING;
    Placed first = new Placed(who, stage.width * 0.05, stage.width * 0.05, high);
    try (Camera camera = new Camera(stage)) {
      for (int i = 0; i < START; i++) {
        stage.show(first);
        camera.shoot(new Scores(), "alone");
      }
      double end = stage.width - 0.9 * wide(other, high);
      double at = stage.width;
      for (int i = 0; i < 100; i++) {
        double before = at;
        at = Math.max(end, at - STEP);
        stage.show(first, new Placed(other, at, before, high));
        camera.shoot(into, who.name + " and " + other.name + " " + i);
      }
    }
  }

  /** Out to the right, and in again. */
  void comeBack(String kind, CutOut who, Stage stage) {
    Scores into = of(kind);
    double high = stage.height * SITTING;
    try (Camera camera = new Camera(stage)) {
      double start = middle(who, stage, high);
      int away = (int) ((stage.width - start) / STEP) + EMPTY;
      double before = start;
      for (int i = 0; i < START + 2 * away; i++) {
        int gone = Math.max(0, i - START);
        double at = start + STEP * (gone < away ? gone : 2 * away - gone);
        stage.show(new Placed(who, at, before, high));
        before = at;
        camera.shoot(i < START ? new Scores() : into, who.name + " " + gone);
      }
    }
  }

  /** A third of somebody comes in at the left, and stands there for seven seconds. */
  void peek(String kind, CutOut who, Stage stage) {
    Scores into = of(kind);
    double high = stage.height * SITTING;
    try (Camera camera = new Camera(stage)) {
      camera.shootEmpty();
      double at = -wide(who, high);
      double end = 0.65 * at;
      for (int i = 0; i < WAITING; i++) {
        double before = at;
        at = Math.min(end, at + STEP / 2);
        stage.show(new Placed(who, at, before, high));
        camera.shoot(into, who.name + " " + i);
      }
    }
  }

  /** The light falls by a third and comes back, as a camera's own exposure does it. */
  void dusk(String kind, CutOut who, Stage stage) {
    Scores into = of(kind);
    double high = stage.height * SITTING;
    double at = middle(who, stage, high);
    try (Camera camera = new Camera(stage)) {
      for (int i = 0; i < START + 160; i++) {
        stage.light(0.83 + 0.17 * Math.cos(Math.max(0, i - START) / 25.0));
        stage.show(new Placed(who, at, at, high));
        camera.shoot(i < START ? new Scores() : into, who.name + " " + i);
      }
    }
  }

  private static double wide(CutOut who, double high) {
    return high * who.image.getWidth() / who.image.getHeight();
  }

  private static double middle(CutOut who, Stage stage, double high) {
    return (stage.width - wide(who, high)) / 2;
  }

  /** Lends the stage's picture to a blackout and scores what leaves. */
  private final class Camera implements AutoCloseable {
    private final Blackout blackout = new Blackout(new SelfieModel(), () -> 0);
    private final Stage stage;

    Camera(Stage stage) {
      this.stage = stage;
    }

    BlackoutState shoot(Scores into, String what) {
      time += PERIOD;
      RawFrame frame =
          new RawFrame(
              ByteBuffer.wrap(stage.i420), stage.width, stage.height, Rotation.NONE, time, 0);
      long began = THREADS.getCurrentThreadCpuTime();
      SafeFrame safe = blackout.apply(frame);
      double took = (THREADS.getCurrentThreadCpuTime() - began) / 1e6;
      BlackoutState state = blackout.state();
      into.add(what + " " + state, stage, safe.i420(), state.allBlack(), took);
      return state;
    }

    void shootEmpty() {
      for (int i = 0; i < EMPTY; i++) {
        stage.empty();
        shoot(new Scores(), "empty");
      }
    }

    @Override
    public void close() {
      blackout.close();
    }
  }
}
