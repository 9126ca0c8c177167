package org.phantomnet.relay.net;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/**
 * By recvmmsg(2) and sendmmsg(2): two calls for up to {@link #BURST} datagrams, and no object for
 * any of them. The numbers below are the layout of Linux's structures on 64-bit machines. One loop.
 */
final class BatchedDatagrams extends Datagrams {
  private final int descriptor;
  private final LoopCounters counters;
  private final Messages incoming = new Messages();
  private final Messages outgoing = new Messages();
  private int received;
  private int waiting;

  BatchedDatagrams(int descriptor, LoopCounters counters) {
    this.descriptor = descriptor;
    this.counters = counters;
  }

  /** An array of struct mmsghdr with a packet and an address for each. */
  private static final class Messages {
    private static final int HEADER = 64; // struct mmsghdr
    private static final int NAME_LENGTH = 8;
    private static final int VECTOR = 16;
    private static final int VECTOR_COUNT = 24;
    private static final int MESSAGE_LENGTH = 56;
    private static final int VECTOR_SIZE = 16; // struct iovec
    private static final int VECTOR_LENGTH = 8;
    private static final int PACKET_SIZE = 2112; // PacketBuffer.MAX_PACKET + 1 and padding

    private static final int VECTORS = BURST * HEADER;
    private static final int ADDRESSES = VECTORS + BURST * VECTOR_SIZE;
    private static final int PACKETS = ADDRESSES + BURST * SocketAddresses.MOST;

    private final ByteBuffer memory =
        ByteBuffer.allocateDirect(PACKETS + BURST * PACKET_SIZE).order(ByteOrder.nativeOrder());
    private final long address = Pointer.nativeValue(Native.getDirectBufferPointer(memory));

    Messages() {
      for (int i = 0; i < BURST; i++) {
        memory.putLong(i * HEADER, address + addressOf(i));
        memory.putLong(i * HEADER + VECTOR, address + VECTORS + i * VECTOR_SIZE);
        memory.putLong(i * HEADER + VECTOR_COUNT, 1);
        memory.putLong(VECTORS + i * VECTOR_SIZE, address + packetOf(i));
        expect(i);
      }
    }

    /** Makes message {@code i} ready to be received into. */
    void expect(int i) {
      memory.putInt(i * HEADER + NAME_LENGTH, SocketAddresses.MOST);
      memory.putLong(VECTORS + i * VECTOR_SIZE + VECTOR_LENGTH, PacketBuffer.MAX_PACKET + 1);
    }

    private static int addressOf(int i) {
      return ADDRESSES + i * SocketAddresses.MOST;
    }

    private static int packetOf(int i) {
      return PACKETS + i * PACKET_SIZE;
    }

    int length(int i) {
      return memory.getInt(i * HEADER + MESSAGE_LENGTH);
    }

    void copyTo(int i, PacketBuffer buffer, int length) {
      memory.get(packetOf(i), buffer.array(), PacketBuffer.HEADROOM, length);
    }

    void copyFrom(int i, PacketBuffer buffer, int at, int length) {
      memory.put(packetOf(i), buffer.array(), at, length);
      memory.putLong(VECTORS + i * VECTOR_SIZE + VECTOR_LENGTH, length);
    }
  }

  @Override
  int receive(int most) {
    for (int i = 0; i < received; i++) {
      incoming.expect(i);
    }
    received =
        Math.max(
            0, LinuxCalls.recvmmsg(descriptor, incoming.address, most, LinuxCalls.DONT_WAIT, 0));
    return received;
  }

  @Override
  int take(int index, PacketBuffer buffer, Endpoint sender) {
    int length = incoming.length(index);
    incoming.copyTo(index, buffer, length);
    SocketAddresses.fill(incoming.memory, Messages.addressOf(index), sender);
    return length;
  }

  /** True: whether the system takes it shows at the flush, which counts what it does not take. */
  @Override
  boolean send(PacketBuffer buffer, int at, int length, Endpoint to) {
    if (length > PacketBuffer.MAX_PACKET + PacketBuffer.HEADROOM) {
      return false;
    }
    if (waiting == BURST) {
      flush();
    }
    outgoing.copyFrom(waiting, buffer, at, length);
    int size = SocketAddresses.store(outgoing.memory, Messages.addressOf(waiting), to);
    outgoing.memory.putInt(waiting * Messages.HEADER + Messages.NAME_LENGTH, size);
    waiting++;
    return true;
  }

  @Override
  void flush() {
    for (int sent = 0; sent < waiting; ) {
      int more =
          LinuxCalls.sendmmsg(
              descriptor,
              outgoing.address + (long) sent * Messages.HEADER,
              waiting - sent,
              LinuxCalls.DONT_WAIT);
      if (more <= 0) {
        counters.add(Counter.SEND_REFUSED);
        more = 1; // unreachable, full, too long for the path: the one that failed is lost
      }
      sent += more;
    }
    waiting = 0;
  }
}
