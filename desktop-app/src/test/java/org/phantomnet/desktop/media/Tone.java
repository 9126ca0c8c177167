package org.phantomnet.desktop.media;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Audio ports in memory: a tone of one pitch in, everything heard out. */
final class Tone implements AudioPorts {
  private final double hertz;
  final AtomicInteger openPorts = new AtomicInteger();
  final AtomicInteger everOpened = new AtomicInteger();
  final List<short[]> heard = new CopyOnWriteArrayList<>();
  final CountDownLatch loud = new CountDownLatch(50);

  Tone(double hertz) {
    this.hertz = hertz;
  }

  @Override
  public AudioIn openIn() {
    opened();
    return new AudioIn() {
      private long at;

      @Override
      public void read(short[] block) {
        for (int i = 0; i < block.length; i++) {
          block[i] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * at++ / SAMPLE_RATE));
        }
      }

      @Override
      public void close() {
        openPorts.decrementAndGet();
      }
    };
  }

  @Override
  public AudioOut openOut() {
    opened();
    return new AudioOut() {
      @Override
      public void write(short[] block) {
        heard.add(block.clone());
        if (power(block, 440) + power(block, 700) > 1e6) {
          loud.countDown();
        }
      }

      @Override
      public void close() {
        openPorts.decrementAndGet();
      }
    };
  }

  private void opened() {
    openPorts.incrementAndGet();
    everOpened.incrementAndGet();
  }

  /** How much of everything heard is at that pitch, to another pitch. */
  double ratio(double wanted, double other) {
    double a = 0;
    double b = 0;
    for (short[] block : heard) {
      a += power(block, wanted);
      b += power(block, other);
    }
    return a / Math.max(b, 1);
  }

  /** Of everything heard, at one pitch. */
  double power(double pitch) {
    return heard.stream().mapToDouble(block -> power(block, pitch)).sum();
  }

  /** Goertzel's sum over one block. */
  static double power(short[] block, double hertz) {
    double cos = 0;
    double sin = 0;
    for (int i = 0; i < block.length; i++) {
      double angle = 2 * Math.PI * hertz * i / AudioIn.SAMPLE_RATE;
      cos += block[i] * Math.cos(angle);
      sin += block[i] * Math.sin(angle);
    }
    return (cos * cos + sin * sin) / block.length;
  }
}
