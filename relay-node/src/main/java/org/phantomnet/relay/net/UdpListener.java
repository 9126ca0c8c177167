package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.relay.counters.Counter;

/**
 * A UDP socket that clients send to. A client with an allocation gets a connected socket of its own
 * on the same address and port where the system can share ports (docs/adr/0010): the kernel then
 * finds the client, and receiving allocates nothing. Where it cannot, the client is found here by
 * its address. One loop.
 */
public final class UdpListener implements EventLoop.Ticker {
  private static final int BURST = 64;

  /**
   * How long a client's own socket stays after its allocation: what the client sends at once, say a
   * new Allocate, must not reach a socket that is about to close.
   */
  private static final long LINGER_MILLIS = 1_000;

  private static final int MAX_LINGERING = 256;

  private final EventLoop loop;
  private final DatagramChannel channel;
  private final InetSocketAddress local;
  private final ClientHandler newcomers;
  private final boolean ownSockets;
  private final Map<InetSocketAddress, Kept> kept = new HashMap<>();
  private final Deque<Kept> lingering = new ArrayDeque<>();
  private final Newcomer newcomer;

  private UdpListener(
      EventLoop loop,
      DatagramChannel channel,
      InetSocketAddress local,
      ClientHandler newcomers,
      boolean ownSockets) {
    this.loop = loop;
    this.channel = channel;
    this.local = local;
    this.newcomers = newcomers;
    this.ownSockets = ownSockets;
    newcomer = new Newcomer();
  }

  /** Binds and registers; before the loop starts. */
  public static UdpListener open(
      EventLoop loop, InetAddress address, int port, ClientHandler newcomers, boolean sharePort)
      throws IOException {
    DatagramChannel channel = Sockets.datagram(address, Sockets.LISTENER_BUFFER, sharePort);
    try {
      channel.bind(new InetSocketAddress(address, port));
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      UdpListener listener = new UdpListener(loop, channel, local, newcomers, sharePort);
      loop.register(channel, SelectionKey.OP_READ, listener::ready);
      loop.addTicker(listener);
      return listener;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * For the first loop, before {@link #open}: that no other program has the port.
   *
   * @throws IOException if it has
   */
  public static void requireFree(InetAddress address, int port) throws IOException {
    Sockets.requireFreeUdp(address, port);
  }

  public int port() {
    return local.getPort();
  }

  private void ready(SelectionKey key) throws IOException {
    for (int i = 0; i < BURST; i++) {
      PacketBuffer buffer = loop.buffer();
      ByteBuffer view = buffer.receiving();
      InetSocketAddress remote = (InetSocketAddress) channel.receive(view);
      if (remote == null) {
        return;
      }
      ClientPath path = kept.get(remote);
      if (path == null) {
        newcomer.remote = remote;
        path = newcomer;
      }
      deliver(path, buffer, view.position() - PacketBuffer.HEADROOM);
    }
  }

  private void deliver(ClientPath path, PacketBuffer buffer, int length) {
    if (length > PacketBuffer.MAX_PACKET) {
      loop.counters().add(Counter.OVERSIZE);
    } else {
      path.handler().fromClient(path, buffer, PacketBuffer.HEADROOM, length);
    }
  }

  @Override
  public void tick(long nowMillis) {
    while (!lingering.isEmpty() && lingering.peek().lingersUntil <= nowMillis) {
      lingering.remove().end();
    }
  }

  private boolean sendShared(PacketBuffer buffer, int at, int length, InetSocketAddress remote) {
    try {
      return channel.send(buffer.region(at, length), remote) == length;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whoever sent the packet in hand: one object for all, so that a flood of newcomers leaves
   * nothing behind.
   */
  private final class Newcomer extends ClientPath {
    private InetSocketAddress remote = local;

    Newcomer() {
      super(newcomers);
    }

    @Override
    public boolean stream() {
      return false;
    }

    @Override
    public InetSocketAddress remote() {
      return remote;
    }

    @Override
    public boolean send(PacketBuffer buffer, int at, int length) {
      return sendShared(buffer, at, length, remote);
    }

    @Override
    public ClientPath keep(ClientHandler handler) {
      Kept path = new Kept(remote, handler);
      kept.put(remote, path);
      if (ownSockets) {
        path.connect();
      }
      return path;
    }

    @Override
    public ClientPath later() {
      Newcomer held = new Newcomer();
      held.remote = remote;
      return held;
    }

    @Override
    public Optional<ClientPath> now() {
      ClientPath since = kept.get(remote);
      return Optional.of(since == null ? this : since);
    }

    @Override
    public void release() {}
  }

  /** A client with an allocation. */
  private final class Kept extends ClientPath implements EventLoop.Ready {
    private static final int OWN_BURST = 16;

    private final InetSocketAddress remote;
    private DatagramChannel own = channel;
    private long lingersUntil;

    Kept(InetSocketAddress remote, ClientHandler handler) {
      super(handler);
      this.remote = remote;
    }

    /** Without a socket of its own the client is served through the listener's. */
    void connect() {
      try {
        DatagramChannel connected = Sockets.datagram(local.getAddress(), Sockets.FLOW_BUFFER, true);
        try {
          bindApart(connected);
          connected.connect(remote);
          if (!local.getAddress().isAnyLocalAddress()
              && !local.equals(connected.getLocalAddress())) {
            throw new IOException("the way to the client leads from another address");
          }
          loop.register(connected, SelectionKey.OP_READ, this);
          own = connected;
        } catch (IOException e) {
          connected.close();
        }
      } catch (IOException e) {
        loop.counters().add(Counter.FAULTS);
      }
    }

    /**
     * To the port, and to no address until it is connected: between the two steps the kernel would
     * hand it a share of what newcomers send to the listener.
     */
    private void bindApart(DatagramChannel connected) throws IOException {
      try {
        connected.bind(new InetSocketAddress(local.getPort()));
      } catch (IOException e) {
        connected.bind(local); // another program has the port of another address
      }
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
      for (int i = 0; i < OWN_BURST && own != channel; i++) {
        PacketBuffer buffer = loop.buffer();
        ByteBuffer view = buffer.receiving();
        try {
          if (own.receive(view) == null) {
            return;
          }
        } catch (java.net.PortUnreachableException e) {
          return; // the client's socket is gone; the allocation ends by its lifetime
        }
        deliver(this, buffer, view.position() - PacketBuffer.HEADROOM);
      }
    }

    @Override
    public boolean stream() {
      return false;
    }

    @Override
    public InetSocketAddress remote() {
      return remote;
    }

    @Override
    public boolean send(PacketBuffer buffer, int at, int length) {
      if (own == channel) {
        return sendShared(buffer, at, length, remote);
      }
      try {
        return own.write(buffer.region(at, length)) == length;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public ClientPath keep(ClientHandler handler) {
      setHandler(handler);
      lingering.remove(this);
      return this;
    }

    @Override
    public void release() {
      if (handler() == newcomers) {
        return;
      }
      setHandler(newcomers);
      if (own == channel || lingering.size() >= MAX_LINGERING) {
        end();
      } else {
        lingersUntil = loop.now() + LINGER_MILLIS;
        lingering.add(this);
      }
    }

    private void end() {
      kept.remove(remote, this);
      if (own != channel) {
        try {
          own.close();
        } catch (IOException e) {
          loop.counters().add(Counter.FAULTS);
        }
        own = channel;
      }
    }
  }
}
