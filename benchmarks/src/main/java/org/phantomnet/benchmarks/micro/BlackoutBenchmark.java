package org.phantomnet.benchmarks.micro;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.Segmenter.Shape;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.segmenter.SelfieModel;

/**
 * One frame of 720p with a person through blackout at full quality, and the three runs of the
 * models that it has in it: the rest is Java.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class BlackoutBenchmark {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;
  private static final int CHROMA_ZERO = 128;
  private static final int RUNS = 3;
  private static final int[] SKIN = {155, 107, 152};
  private static final int[] CLOTH = {60, 140, 118};

  private final byte[] i420 = new byte[WIDTH * HEIGHT * 3 / 2];
  private final Blackout blackout = new Blackout(() -> new Counted(), () -> 0);
  private final Segmenter segmenter;
  private final float[] rgb;
  private final float[] person;
  private final float[] wideRgb;
  private final float[] widePerson;
  private long frames;
  private long runs;

  public BlackoutBenchmark() {
    try {
      segmenter = new SelfieModel().open();
    } catch (SegmenterException e) {
      throw new IllegalStateException(e);
    }
    person = new float[samples(Shape.SQUARE)];
    rgb = new float[person.length * 3];
    widePerson = new float[samples(Shape.WIDE)];
    wideRgb = new float[widePerson.length * 3];
    Random random = new Random(3);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextFloat();
    }
    System.arraycopy(rgb, 0, wideRgb, 0, wideRgb.length);
    for (int i = 0; i < i420.length; i++) {
      boolean light = i < WIDTH * HEIGHT;
      int plane = light ? WIDTH * HEIGHT : WIDTH * HEIGHT / 4;
      int width = light ? WIDTH : WIDTH / 2;
      int at = i % plane;
      int x = at % width * WIDTH / width;
      int y = at / width * WIDTH / width;
      int room = light ? 60 + x / 12 + y / 8 : CHROMA_ZERO;
      int colour = light ? 0 : i < WIDTH * HEIGHT + plane ? 1 : 2;
      int seen = isIn(x, y, 230, 110) ? SKIN[colour] : isIn(x, y, 700, 330) ? CLOTH[colour] : room;
      i420[i] = (byte) (seen + random.nextInt(3));
    }
  }

  private int samples(Shape shape) {
    return segmenter.columns(shape) * segmenter.rows(shape);
  }

  /** Head or shoulders, an ellipse each. */
  private static boolean isIn(int x, int y, int middle, int half) {
    double across = (x - WIDTH / 2) / (double) half;
    double down = (y - middle) / (half * 1.3);
    return across * across + down * down < 1;
  }

  @Benchmark
  public SafeFrame frame720() {
    frames++;
    i420[(int) (frames * 7919 % (WIDTH * HEIGHT))]++; // no two frames are equal
    return blackout.apply(
        new RawFrame(ByteBuffer.wrap(i420), WIDTH, HEIGHT, Rotation.NONE, frames * 33_000_000, 0));
  }

  @Benchmark
  public int threeRunsOfTheModels() throws SegmenterException {
    int written = segmenter.segment(Shape.WIDE, wideRgb, widePerson);
    for (int i = 1; i < RUNS; i++) {
      written += segmenter.segment(Shape.SQUARE, rgb, person);
    }
    return written;
  }

  /**
   * Three runs and two by turns (BLK-13). A frame without a person would have two, and say less.
   */
  @TearDown(Level.Iteration)
  public void check() {
    if (frames > 0 && runs * 10 < frames * 24) {
      throw new IllegalStateException(runs + " runs for " + frames + " frames");
    }
  }

  @TearDown
  public void close() {
    blackout.close();
    segmenter.close();
  }

  /** The model, and how often it ran. */
  private final class Counted implements Segmenter {
    private final Segmenter model = new SelfieModel().open();

    Counted() throws SegmenterException {}

    @Override
    public int columns(Shape shape) {
      return model.columns(shape);
    }

    @Override
    public int rows(Shape shape) {
      return model.rows(shape);
    }

    @Override
    public int segment(Shape shape, float[] values, float[] likelihoods) throws SegmenterException {
      runs++;
      return model.segment(shape, values, likelihoods);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
