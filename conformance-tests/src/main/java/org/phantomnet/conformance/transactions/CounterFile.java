package org.phantomnet.conformance.transactions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks into the device's roll-back counter whenever something leaves the device (STORE-5). Its two
 * slots each begin with a generation. Thread-safe.
 */
final class CounterFile {
  private static final int SLOT_LENGTH = 24;

  private final Path file;
  private long committed;
  private boolean held = true;

  CounterFile(Path file) {
    this.file = file;
  }

  /** The generation committed last, as far as is known. */
  synchronized void settled(long generation) {
    committed = generation;
  }

  /** A ciphertext or an acknowledgement is about to be heard of outside. */
  synchronized void leaving() {
    held &= highest() >= committed;
  }

  synchronized boolean takeHeld() {
    boolean was = held;
    held = true;
    return was;
  }

  private long highest() {
    try {
      ByteBuffer slots = ByteBuffer.wrap(Files.readAllBytes(file));
      long highest = -1;
      for (int at = 0; at + SLOT_LENGTH <= slots.limit(); at += SLOT_LENGTH) {
        highest = Math.max(highest, slots.getLong(at));
      }
      return highest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
