package org.phantomnet.relay.net;

/**
 * The beginning of a message whose end has not come yet. Holds no memory between messages that come
 * whole. One loop.
 */
final class Leftover {
  private static final byte[] NOTHING = {};
  private static final int SMALLEST = 64;

  private byte[] kept = NOTHING;
  private int length;

  int length() {
    return length;
  }

  /** Puts the rest before the bytes at {@code at}, into the buffer's headroom; where it starts. */
  int before(PacketBuffer buffer, int at) {
    int start = at - length;
    System.arraycopy(kept, 0, buffer.array(), start, length);
    length = 0;
    return start;
  }

  /** Takes what is left; what was kept before must have been put back. */
  void keep(PacketBuffer buffer, int at, int left) {
    if (left > kept.length) {
      kept = new byte[Math.max(SMALLEST, Integer.highestOneBit(left - 1) * 2)];
    } else if (left == 0 && kept.length > PacketBuffer.MAX_PACKET) {
      kept = NOTHING; // a long TLS record's
    }
    System.arraycopy(buffer.array(), at, kept, 0, left);
    length = left;
  }
}
