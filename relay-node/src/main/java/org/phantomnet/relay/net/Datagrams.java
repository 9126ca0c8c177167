package org.phantomnet.relay.net;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.util.OptionalInt;

/**
 * A UDP socket's datagrams: many at once where the system can, else one by one. One loop, which
 * calls {@link #flush} at the end of each of its turns.
 */
abstract class Datagrams {
  /** Takes at most so many in one turn, before other sockets get theirs. */
  static final int BURST = 32;

  /** For a socket with many at its other end. */
  static Datagrams ofMany(EventLoop loop, DatagramChannel channel) {
    OptionalInt descriptor = LinuxCalls.descriptor(channel);
    return descriptor.isPresent()
        ? new BatchedDatagrams(descriptor.getAsInt(), loop.counters())
        : new SingleDatagrams(channel);
  }

  /** For one that carries a flow: nothing waits for a flush. */
  static Datagrams ofFlow(EventLoop loop, DatagramChannel channel) {
    return DatagramCalls.available()
        ? new DirectDatagrams(DatagramCalls.descriptor(channel), loop.flowMemory())
        : new SingleDatagrams(channel);
  }

  /**
   * Takes what has come; how many {@link #take} may be asked for.
   *
   * @param most at most {@link #BURST}
   */
  abstract int receive(int most) throws IOException;

  /**
   * Copies datagram {@code index} of the last {@link #receive} into the buffer and its sender into
   * {@code sender}.
   *
   * @return its length, {@link PacketBuffer#MAX_PACKET} + 1 if it is longer than that, or -1 if
   *     nothing more has come
   */
  abstract int take(int index, PacketBuffer buffer, Endpoint sender) throws IOException;

  /** Sends, now or at the next {@link #flush}; false if the network would not take it now. */
  abstract boolean send(PacketBuffer buffer, int at, int length, Endpoint to);

  /** Sends what waits. */
  abstract void flush();
}
