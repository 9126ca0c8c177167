package org.phantomnet.desktop.media.pipe;

import java.util.ArrayDeque;

/**
 * Evens out two cadences that run apart: blocks go in when they come, one comes out every 10 ms,
 * silence if there is none. It starts giving at {@link #TARGET} blocks, drops quiet blocks while it
 * holds more than {@link #COMFORTABLE}, and any above {@link #MAX}, so delay never grows for good.
 * Thread-safe.
 */
public final class BlockQueue {
  static final int TARGET = 2;
  static final int COMFORTABLE = 5;
  static final int MAX = 30;
  private static final double QUIET = 60;

  private final ArrayDeque<short[]> blocks = new ArrayDeque<>();
  private boolean filled;

  public synchronized void put(short[] block) {
    if (blocks.size() > COMFORTABLE && AudioBlock.level(block) < QUIET) {
      return;
    }
    if (blocks.size() >= MAX) {
      blocks.removeFirst();
    }
    blocks.addLast(block);
    filled |= blocks.size() >= TARGET;
  }

  /** What waits is not given any more. */
  public synchronized void clear() {
    blocks.clear();
  }

  /** The next block, or silence. */
  public synchronized short[] take() {
    short[] block = filled ? blocks.pollFirst() : null;
    return block == null ? new short[AudioBlock.SAMPLES] : block;
  }
}
