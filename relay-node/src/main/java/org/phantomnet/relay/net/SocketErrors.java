package org.phantomnet.relay.net;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/**
 * The error queues of a loop's relayed sockets: to whom a datagram went that met an ICMP error, and
 * which. Looked at only where a socket was ready and had nothing to read, or would not send. One
 * loop; the layout is that of Linux on 64-bit machines.
 */
final class SocketErrors {
  private static final int ERROR_QUEUE = 0x2000; // MSG_ERRQUEUE

  /** At most so many a look: the rest is told at the next. */
  private static final int MOST = 8;

  private static final int HEADER = 64; // struct mmsghdr
  private static final int NAME_LENGTH = 8;
  private static final int CONTROL = 32;
  private static final int CONTROL_LENGTH = 40;
  private static final int ADDRESSES = MOST * HEADER;
  private static final int CONTROLS = ADDRESSES + MOST * SocketAddresses.MOST;

  private final LoopCounters counters;
  private final ByteBuffer memory =
      ByteBuffer.allocateDirect(CONTROLS + MOST * IcmpError.CONTROL_SIZE)
          .order(ByteOrder.nativeOrder());
  private final long address = DatagramCalls.address(memory);
  private final IcmpError error = new IcmpError();
  private final Endpoint sentTo = new Endpoint();
  private final PacketBuffer buffer = new PacketBuffer();

  SocketErrors(LoopCounters counters) {
    this.counters = counters;
  }

  /**
   * Tells {@code handler} what the queue holds, at most {@link #MOST}; how many there were.
   *
   * @param last where the last datagram went, if one did not go: of what is too long for this
   *     machine's own link, IPv4 does not say the port
   */
  int drain(
      int descriptor, RelaySocket socket, PeerHandler handler, Optional<InetSocketAddress> last) {
    for (int i = 0; i < MOST; i++) {
      int at = i * HEADER;
      memory.putLong(at, address + ADDRESSES + i * SocketAddresses.MOST);
      memory.putInt(at + NAME_LENGTH, SocketAddresses.MOST);
      memory.putLong(at + CONTROL, address + CONTROLS + (long) i * IcmpError.CONTROL_SIZE);
      memory.putLong(at + CONTROL_LENGTH, IcmpError.CONTROL_SIZE);
    }
    int count =
        LinuxCalls.recvmmsg(descriptor, address, MOST, LinuxCalls.DONT_WAIT | ERROR_QUEUE, 0);
    for (int i = 0; i < count; i++) {
      int at = i * HEADER;
      counters.add(Counter.ICMP_RECEIVED);
      if (error.told(
          memory, CONTROLS + i * IcmpError.CONTROL_SIZE, memory.getLong(at + CONTROL_LENGTH))) {
        InetSocketAddress peer = peer(ADDRESSES + i * SocketAddresses.MOST);
        handler.icmp(
            socket,
            peer.getPort() == 0 && last.isPresent() ? last.get() : peer,
            buffer,
            error.type(),
            error.code(),
            error.data());
      }
    }
    return Math.max(0, count);
  }

  /** Where the datagram went. */
  private InetSocketAddress peer(int at) {
    SocketAddresses.fill(memory, at, sentTo);
    return sentTo.toSocketAddress();
  }
}
