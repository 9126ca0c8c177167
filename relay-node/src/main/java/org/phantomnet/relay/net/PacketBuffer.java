package org.phantomnet.relay.net;

import java.nio.ByteBuffer;

/**
 * One reusable packet buffer: an array for reading fields and a view of it for system calls.
 * Packets are received at {@link #HEADROOM} so that a header can be put before a payload without
 * copying. One thread.
 */
public final class PacketBuffer {
  /**
   * Room for the longest header put before a payload: a Data indication with an IPv6 peer has 48
   * bytes.
   */
  public static final int HEADROOM = 64;

  /**
   * Longest packet carried; far above any path MTU a call uses, below what lets one sender fill
   * memory.
   */
  public static final int MAX_PACKET = 2048;

  /** Room for padding after a payload. */
  private static final int TAILROOM = 4;

  private final byte[] array;
  private final ByteBuffer view;
  private final int headroom;
  private final int capacity;

  /** For one packet. */
  public PacketBuffer() {
    this(HEADROOM, MAX_PACKET + 1);
  }

  /**
   * For {@code capacity} bytes of a stream, with {@code headroom} for what was left before them.
   */
  PacketBuffer(int headroom, int capacity) {
    this.headroom = headroom;
    this.capacity = capacity;
    array = new byte[headroom + capacity + TAILROOM];
    view = ByteBuffer.wrap(array);
  }

  /** Where in {@link #array()} reception starts. */
  int headroom() {
    return headroom;
  }

  public byte[] array() {
    return array;
  }

  /** The view, set to {@code length} bytes from {@code at}. */
  public ByteBuffer region(int at, int length) {
    view.clear();
    view.limit(at + length);
    view.position(at);
    return view;
  }

  /**
   * The view, set to receive; for a packet one byte longer than allowed so that an oversize one is
   * noticed.
   */
  ByteBuffer receiving() {
    return region(headroom, capacity);
  }
}
