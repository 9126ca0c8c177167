package org.phantomnet.desktop.sound;

/**
 * Samples between the call's clock and a device's: bounded, the oldest give way. Thread-safe; held
 * only to copy.
 */
final class SampleQueue implements SampleSource {
  private final short[] ring;
  private int first;
  private int size;
  private boolean flowing;
  private boolean ranOut;

  SampleQueue(int capacity) {
    ring = new short[capacity];
  }

  synchronized void put(short[] samples, int length) {
    int start = Math.max(0, length - ring.length);
    dropOldest(size + length - start - ring.length);
    for (int i = start; i < length; i++) {
      ring[(first + size) % ring.length] = samples[i];
      size++;
    }
  }

  @Override
  public synchronized int take(short[] samples, int length) {
    int count = Math.min(length, size);
    for (int i = 0; i < count; i++) {
      samples[i] = ring[(first + i) % ring.length];
    }
    first = (first + count) % ring.length;
    size -= count;
    return count;
  }

  /** A whole block or nothing. */
  synchronized boolean takeWhole(short[] block) {
    if (size < block.length) {
      ranOut |= flowing;
      flowing = false;
      return false;
    }
    flowing = true;
    return take(block, block.length) == block.length;
  }

  /** True once for each time that blocks were given and then there was none. */
  synchronized boolean ranOut() {
    boolean was = ranOut;
    ranOut = false;
    return was;
  }

  @Override
  public synchronized int waiting() {
    return size;
  }

  /** Leaves at most so many, the newest. */
  synchronized void trimTo(int most) {
    dropOldest(size - most);
  }

  private void dropOldest(int count) {
    if (count > 0) {
      int dropped = Math.min(count, size);
      first = (first + dropped) % ring.length;
      size -= dropped;
    }
  }
}
