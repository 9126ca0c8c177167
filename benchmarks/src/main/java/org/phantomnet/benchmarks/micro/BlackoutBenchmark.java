package org.phantomnet.benchmarks.micro;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.phantomnet.engine.blackout.Blackout;
import org.phantomnet.engine.blackout.RawFrame;
import org.phantomnet.engine.blackout.Rotation;
import org.phantomnet.engine.blackout.Segmenter;
import org.phantomnet.engine.blackout.SegmenterException;
import org.phantomnet.engine.port.SafeFrame;
import org.phantomnet.segmenter.SelfieModel;

/**
 * One frame of 720p through blackout at full quality, and the three runs of the model that it has
 * in it: the rest is Java.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class BlackoutBenchmark {
  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  private final byte[] i420 = new byte[WIDTH * HEIGHT * 3 / 2];
  private final Blackout blackout = new Blackout(new SelfieModel(), () -> 0);
  private final Segmenter segmenter;
  private final float[] rgb;
  private final float[] person;
  private long frames;

  public BlackoutBenchmark() {
    try {
      segmenter = new SelfieModel().open();
    } catch (SegmenterException e) {
      throw new IllegalStateException(e);
    }
    int samples = segmenter.side() * segmenter.side();
    rgb = new float[samples * 3];
    person = new float[samples];
    Random random = new Random(3);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = random.nextFloat();
    }
    for (int i = 0; i < i420.length; i++) {
      int x = i % WIDTH;
      int room = i < WIDTH * HEIGHT ? 60 + x / 12 + i / WIDTH / 8 : 128;
      i420[i] = (byte) (room + random.nextInt(3));
    }
  }

  @Benchmark
  public SafeFrame frame720() {
    frames++;
    i420[(int) (frames * 7919 % (WIDTH * HEIGHT))]++; // no two frames are equal
    return blackout.apply(
        new RawFrame(ByteBuffer.wrap(i420), WIDTH, HEIGHT, Rotation.NONE, frames * 33_000_000, 0));
  }

  @Benchmark
  public int threeRunsOfTheModel() throws SegmenterException {
    int written = 0;
    for (int i = 0; i < 3; i++) {
      written += segmenter.segment(rgb, person);
    }
    return written;
  }

  @TearDown
  public void close() {
    blackout.close();
    segmenter.close();
  }
}
