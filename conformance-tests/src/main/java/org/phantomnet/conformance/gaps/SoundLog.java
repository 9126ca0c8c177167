package org.phantomnet.conformance.gaps;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Blocks of 10 ms, each with the time when it was spoken or played: a file of sound alone cannot
 * say how long a program was stopped. Immutable.
 *
 * @param micros since the epoch, rising
 * @param samples of all blocks, 48 kHz
 */
record SoundLog(long[] micros, short[] samples) {
  static final int BLOCK = 480;

  /**
   * As {@link Writer} wrote it; a last block that a killed process left unfinished is left out.
   *
   * @throws IOException if it cannot be read
   */
  static SoundLog read(Path file) throws IOException {
    List<Long> micros = new ArrayList<>();
    short[] samples = new short[BLOCK * 1024];
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        long at = in.readLong();
        int start = micros.size() * BLOCK;
        if (start + BLOCK > samples.length) {
          samples = Arrays.copyOf(samples, samples.length * 2);
        }
        for (int i = 0; i < BLOCK; i++) {
          samples[start + i] = in.readShort();
        }
        micros.add(at);
      }
    } catch (EOFException e) {
      // the end, or the block that was being written
    }
    return new SoundLog(
        micros.stream().mapToLong(Long::longValue).toArray(),
        Arrays.copyOf(samples, micros.size() * BLOCK));
  }

  /** Appends blocks to a file, from one thread at a time. */
  static final class Writer {
    private final DataOutputStream out;

    Writer(Path file) throws IOException {
      out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    /** A block of {@link #BLOCK} samples, played or spoken now. */
    synchronized void write(long micros, short[] block) throws IOException {
      out.writeLong(micros);
      for (int i = 0; i < BLOCK; i++) {
        out.writeShort(block[i]);
      }
    }

    /** Everything written so far can be read. */
    synchronized void flush() throws IOException {
      out.flush();
    }
  }
}
