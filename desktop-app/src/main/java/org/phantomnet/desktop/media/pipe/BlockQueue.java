package org.phantomnet.desktop.media.pipe;

import java.util.ArrayDeque;
import org.phantomnet.protocol.rule.Rule;

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

  /**
   * How many blocks may be taken at once before the first round, so that the first packet does not
   * wait for it. Says nothing of what is in them: none is dropped while so few wait.
   */
  @Rule("ENG-130")
  public synchronized int ahead() {
    return filled ? TARGET : 0;
  }

  /** The next block, or silence. */
  public synchronized short[] take() {
    short[] block = filled ? blocks.pollFirst() : null;
    return block == null ? new short[AudioBlock.SAMPLES] : block;
  }
}
