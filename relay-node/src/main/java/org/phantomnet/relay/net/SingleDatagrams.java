package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** By the JDK alone: a system call, and an address object, for each datagram. One loop. */
final class SingleDatagrams extends Datagrams {
  private final DatagramChannel channel;
  private final Endpoint last = new Endpoint();
  private InetSocketAddress lastRemote = new InetSocketAddress(0);

  SingleDatagrams(DatagramChannel channel) {
    this.channel = channel;
  }

  @Override
  int receive(int most) {
    return most;
  }

  @Override
  int take(int index, PacketBuffer buffer, Endpoint sender) throws IOException {
    ByteBuffer view = buffer.receiving();
    InetSocketAddress remote = (InetSocketAddress) channel.receive(view);
    if (remote == null) {
      return -1;
    }
    if (remote != lastRemote) { // the JDK gives the same object while the sender is the same
      lastRemote = remote;
      last.set(remote);
    }
    sender.set(last);
    return view.position() - PacketBuffer.HEADROOM;
  }

  @Override
  boolean send(PacketBuffer buffer, int at, int length, Endpoint to) {
    try {
      return channel.send(buffer.region(at, length), to.toSocketAddress()) == length;
    } catch (IOException e) {
      return false; // unreachable, refused, too long for the path: UDP promises nothing
    }
  }

  @Override
  void flush() {}
}
