package org.phantomnet.relay.net;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * For a socket that carries one flow: recvfrom(2) and sendto(2) for each datagram, at once, and no
 * object. One loop.
 */
final class DirectDatagrams extends Datagrams {
  private final FileDescriptor descriptor;
  private final Memory memory;

  DirectDatagrams(FileDescriptor descriptor, Memory memory) {
    this.descriptor = descriptor;
    this.memory = memory;
  }

  /** A socket address and a packet outside the heap: one for all sockets of a loop. */
  static final class Memory {
    private static final int PACKET = SocketAddresses.MOST;
    private static final int PACKET_SIZE = PacketBuffer.MAX_PACKET + PacketBuffer.HEADROOM;

    private final ByteBuffer bytes =
        ByteBuffer.allocateDirect(PACKET + PACKET_SIZE).order(ByteOrder.nativeOrder());
    private final long address = DatagramCalls.address(bytes);
  }

  @Override
  int receive(int most) {
    return most;
  }

  @Override
  int take(int index, PacketBuffer buffer, Endpoint sender) throws IOException {
    int length =
        DatagramCalls.receive(
            descriptor,
            memory.address + Memory.PACKET,
            PacketBuffer.MAX_PACKET + 1,
            memory.address);
    if (length < 0) {
      return -1;
    }
    memory.bytes.get(Memory.PACKET, buffer.array(), PacketBuffer.HEADROOM, length);
    SocketAddresses.fill(memory.bytes, 0, sender);
    return length;
  }

  @Override
  boolean send(PacketBuffer buffer, int at, int length, Endpoint to) {
    if (length > Memory.PACKET_SIZE) {
      return false;
    }
    int addressLength = SocketAddresses.store(memory.bytes, 0, to);
    memory.bytes.put(Memory.PACKET, buffer.array(), at, length);
    try {
      return DatagramCalls.send(
              descriptor, memory.address + Memory.PACKET, length, memory.address, addressLength)
          == length;
    } catch (IOException e) {
      return false; // unreachable, refused, too long for the path: UDP promises nothing
    }
  }

  @Override
  void flush() {}
}
