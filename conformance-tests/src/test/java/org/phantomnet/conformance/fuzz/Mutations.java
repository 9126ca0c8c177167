package org.phantomnet.conformance.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs that differ a little from those of a corpus; the same ones for the same seed. */
final class Mutations {
  private static final int MOST_CHANGES = 4;
  private static final int LONGEST_RUN = 64;
  private static final int LONGEST = 1 << 16;

  /** What lengths, counts and types go wrong at. */
  private static final long[] EDGES = {
    0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, Integer.MAX_VALUE, -1, Long.MIN_VALUE
  };

  private static final int[] WIDTHS = {1, 2, 4, 8};

  private final List<byte[]> corpus;
  private final Random random;

  /**
   * @param corpus not empty
   */
  Mutations(List<byte[]> corpus, long seed) {
    this.corpus = List.copyOf(corpus);
    this.random = new Random(seed);
  }

  byte[] next() {
    byte[] input = any().clone();
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      input = changed(input);
    }
    return input.length > LONGEST ? Arrays.copyOf(input, LONGEST) : input;
  }

  private byte[] any() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private byte[] changed(byte[] input) {
    int at = random.nextInt(input.length + 1);
    int run = Math.min(1 + random.nextInt(LONGEST_RUN), input.length - at);
    return switch (random.nextInt(8)) {
      case 0 -> flipped(input);
      case 1 -> edged(input);
      case 2 -> replaced(input, at, Math.min(1, run), bytes(1));
      case 3 -> replaced(input, at, run, new byte[0]);
      case 4 -> replaced(input, at, 0, bytes(1 + random.nextInt(LONGEST_RUN)));
      case 5 -> replaced(input, at, 0, Arrays.copyOfRange(input, at, at + run));
      case 6 -> Arrays.copyOf(input, at);
      default -> spliced(input, at, run);
    };
  }

  private byte[] flipped(byte[] input) {
    if (input.length > 0) {
      input[random.nextInt(input.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return input;
  }

  /** A number of one, two, four or eight bytes, either way around. */
  private byte[] edged(byte[] input) {
    int width = WIDTHS[random.nextInt(WIDTHS.length)];
    if (input.length < width) {
      return input;
    }
    long edge = EDGES[random.nextInt(EDGES.length)];
    boolean bigEndian = random.nextBoolean();
    int at = random.nextInt(input.length - width + 1);
    for (int i = 0; i < width; i++) {
      int shift = Byte.SIZE * (bigEndian ? width - 1 - i : i);
      input[at + i] = (byte) (edge >> shift);
    }
    return input;
  }

  /** A part of another input there. */
  private byte[] spliced(byte[] input, int at, int run) {
    byte[] other = any();
    int from = random.nextInt(other.length + 1);
    int length = Math.min(1 + random.nextInt(LONGEST_RUN), other.length - from);
    return replaced(input, at, run, Arrays.copyOfRange(other, from, from + length));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] replaced(byte[] input, int at, int length, byte[] by) {
    byte[] made = new byte[input.length - length + by.length];
    System.arraycopy(input, 0, made, 0, at);
    System.arraycopy(by, 0, made, at, by.length);
    System.arraycopy(input, at + length, made, at + by.length, input.length - at - length);
    return made;
  }
}
