package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.OptionalInt;
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
  private final boolean ipv6;
  private Optional<ErrorQueue> errors = Optional.empty();

  private RelaySocket(DatagramChannel channel, int port, boolean ipv6) {
    this.channel = channel;
    this.port = port;
    datagrams = new SingleDatagrams(channel);
    this.ipv6 = ipv6;
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
      return new RelaySocket(channel, port, local instanceof Inet6Address);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  public int port() {
    return port;
  }

  /** Whether {@link #sendUnfragmented} can be had on this system. */
  public static boolean canForbidFragments() {
    return SocketOptions.available();
  }

  /** From now on datagrams go to {@code handler}. On the loop's thread. */
  public void serve(EventLoop loop, PeerHandler handler) {
    errors = ErrorQueue.of(loop, channel, ipv6, this, handler);
    try {
      datagrams = Datagrams.ofFlow(loop, channel);
      loop.register(channel, SelectionKey.OP_READ, new Reader(loop, handler));
    } catch (IOException e) {
      throw new IllegalStateException("a fresh channel could not be registered", e);
    }
  }

  /**
   * Sends one datagram; false if the network would not take it. Allocates nothing. An error of an
   * earlier datagram may stand before it: that is told, and this one tried again.
   */
  public boolean send(PacketBuffer buffer, int at, int length, Endpoint peer) {
    return trySend(buffer, at, length, peer)
        || errors.isPresent() && errors.get().drain() && trySend(buffer, at, length, peer);
  }

  /**
   * As {@link #send}, but no router may cut the datagram in pieces (RFC 8656 section 14): what is
   * too long for the way does not arrive. Only where {@link #canForbidFragments}.
   */
  public boolean sendUnfragmented(PacketBuffer buffer, int at, int length, Endpoint peer) {
    if (errors.isEmpty()) {
      return false;
    }
    ErrorQueue queue = errors.get();
    queue.drain();
    if (!channel.isOpen()) {
      return false; // what it told ended the allocation
    }
    OptionalInt before = SocketOptions.mustNotFragment(queue.descriptor(), ipv6);
    if (before.isEmpty()) {
      return false;
    }
    boolean sent = trySend(buffer, at, length, peer);
    SocketOptions.mayFragment(queue.descriptor(), ipv6, before.getAsInt());
    if (!sent) {
      queue.drainAfter(peer.toSocketAddress());
    }
    return sent;
  }

  private boolean trySend(PacketBuffer buffer, int at, int length, Endpoint peer) {
    return channel.isOpen() && datagrams.send(buffer, at, length, peer);
  }

  @Override
  public void close() {
    errors = Optional.empty(); // its descriptor is another's soon
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
        int length = take(i, buffer);
        if (length < 0) {
          if (i == 0 && errors.isPresent()) {
            errors.get().drain(); // what else made it ready
          }
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

    /** Negative too where an earlier datagram's error stood before what came, and was told. */
    private int take(int index, PacketBuffer buffer) throws IOException {
      try {
        return datagrams.take(index, buffer, sender);
      } catch (IOException e) {
        if (errors.isPresent() && errors.get().drain()) {
          return -1;
        }
        throw e;
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
