package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import org.phantomnet.relay.counters.Counter;

/**
 * A relayed transport address: one UDP socket of its own. Open first, then served by one loop. Not
 * shared with any other socket: SO_REUSEPORT stays off, so that no one else can take its packets.
 */
public final class RelaySocket implements AutoCloseable {
  /** Packets taken per turn before others get theirs. */
  private static final int BURST = 16;

  private final DatagramChannel channel;
  private final int port;
  private Datagrams datagrams;

  private RelaySocket(DatagramChannel channel, int port) {
    this.channel = channel;
    this.port = port;
    datagrams = new SingleDatagrams(channel);
  }

  /**
   * Binds the port.
   *
   * @throws IOException if it is taken
   */
  public static RelaySocket open(InetAddress local, int port) throws IOException {
    DatagramChannel channel = Sockets.datagram(local, Sockets.FLOW_BUFFER, false);
    try {
      channel.bind(new InetSocketAddress(local, port));
      return new RelaySocket(channel, port);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  /** From now on datagrams go to {@code handler}. On the loop's thread. */
  public void serve(EventLoop loop, PeerHandler handler) {
    try {
      datagrams = Datagrams.ofFlow(loop, channel);
      loop.register(channel, SelectionKey.OP_READ, new Reader(loop, handler));
    } catch (IOException e) {
      throw new IllegalStateException("a fresh channel could not be registered", e);
    }
  }

  /** Sends one datagram; false if the network would not take it. Allocates nothing. */
  public boolean send(PacketBuffer buffer, int at, int length, Endpoint peer) {
    return channel.isOpen() && datagrams.send(buffer, at, length, peer);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("close", e);
    }
  }

  private final class Reader implements EventLoop.Ready {
    private final EventLoop loop;
    private final PeerHandler handler;
    private final Burst burst = new Burst(BURST);
    private final Endpoint sender = new Endpoint();
    private final Endpoint known = new Endpoint();
    private InetSocketAddress peer = new InetSocketAddress(0);

    Reader(EventLoop loop, PeerHandler handler) {
      this.loop = loop;
      this.handler = handler;
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
      int count = datagrams.receive(burst.size(loop.turn()));
      for (int i = 0; i < count && channel.isOpen(); i++) {
        PacketBuffer buffer = loop.buffer();
        int length = datagrams.take(i, buffer, sender);
        if (length < 0) {
          return;
        }
        if (length > PacketBuffer.MAX_PACKET) {
          loop.counters().add(Counter.PACKETS_FROM_PEERS);
          loop.counters().add(Counter.BYTES_FROM_PEERS, length);
          loop.counters().add(Counter.DROPPED_OVERSIZE);
        } else {
          handler.fromPeer(RelaySocket.this, peer(), buffer, PacketBuffer.HEADROOM, length);
        }
      }
    }

    /** Of the datagram in hand; a new object only where it is another one than before. */
    private InetSocketAddress peer() {
      if (!sender.is(known)) {
        known.set(sender);
        peer = sender.toSocketAddress();
      }
      return peer;
    }
  }
}
