package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import org.phantomnet.relay.counters.Counter;

/**
 * A UDP socket that clients send to; a client with an allocation is found by its address. Several
 * loops share a port by a listener each: the system gives all packets of one client to the same
 * one. One loop.
 */
public final class UdpListener {
  private final EventLoop loop;
  private final Datagrams datagrams;
  private final InetSocketAddress local;
  private final ClientHandler newcomers;
  private final ClientTable<Kept> kept = new ClientTable<>();
  private final Endpoint sender = new Endpoint();
  private final Newcomer newcomer;

  private UdpListener(
      EventLoop loop, DatagramChannel channel, InetSocketAddress local, ClientHandler newcomers) {
    this.loop = loop;
    this.local = local;
    this.newcomers = newcomers;
    datagrams = Datagrams.ofMany(loop, channel);
    newcomer = new Newcomer(local);
  }

  /** Binds and registers; before the loop starts. */
  public static UdpListener open(
      EventLoop loop, InetAddress address, int port, ClientHandler newcomers, boolean sharePort)
      throws IOException {
    DatagramChannel channel = Sockets.datagram(address, Sockets.LISTENER_BUFFER, sharePort);
    try {
      channel.bind(new InetSocketAddress(address, port));
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      UdpListener listener = new UdpListener(loop, channel, local, newcomers);
      loop.register(channel, SelectionKey.OP_READ, listener::ready);
      loop.addTurnEnd(listener.datagrams::flush);
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

  /**
   * Whether listeners of this process take many datagrams with one system call. From any thread;
   * where it cannot be tried, the answer is no.
   */
  public static boolean areBatched() {
    try (DatagramChannel channel = DatagramChannel.open()) {
      return LinuxCalls.descriptor(channel).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  public int port() {
    return local.getPort();
  }

  private void ready(SelectionKey key) throws IOException {
    int count = datagrams.receive(Datagrams.BURST);
    for (int i = 0; i < count; i++) {
      PacketBuffer buffer = loop.buffer();
      int length = datagrams.take(i, buffer, sender);
      if (length < 0) {
        return;
      }
      if (length > PacketBuffer.MAX_PACKET) {
        loop.counters().add(Counter.PACKETS_FROM_CLIENTS);
        loop.counters().add(Counter.BYTES_FROM_CLIENTS, length);
        loop.counters().add(Counter.DROPPED_OVERSIZE);
      } else {
        ClientPath path = path();
        path.handler().fromClient(path, buffer, PacketBuffer.HEADROOM, length);
      }
    }
  }

  /** Of the sender in hand. */
  private ClientPath path() {
    Optional<Kept> known = kept.find(sender);
    if (known.isPresent()) {
      return known.get();
    }
    newcomer.take(sender);
    return newcomer;
  }

  /**
   * Whoever sent the packet in hand: one object for all, so that a flood of newcomers leaves
   * nothing behind.
   */
  private final class Newcomer extends ClientPath {
    private final Endpoint endpoint = new Endpoint();
    private InetSocketAddress remote;

    Newcomer(InetSocketAddress remote) {
      super(newcomers);
      this.remote = remote;
    }

    void take(Endpoint from) {
      endpoint.set(from);
      remote = from.toSocketAddress();
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
      return datagrams.send(buffer, at, length, endpoint);
    }

    @Override
    public ClientPath keep(ClientHandler handler) {
      Kept path = new Kept(remote, endpoint, handler);
      kept.put(path);
      return path;
    }

    @Override
    public ClientPath later() {
      Newcomer held = new Newcomer(remote);
      held.endpoint.set(endpoint);
      return held;
    }

    @Override
    public Optional<ClientPath> now() {
      Optional<Kept> since = kept.find(endpoint);
      return Optional.of(since.isPresent() ? since.get() : this);
    }

    @Override
    public void release() {}
  }

  /** A client with an allocation. */
  private final class Kept extends ClientPath implements ClientTable.Entry {
    private final InetSocketAddress remote;
    private final Endpoint endpoint = new Endpoint();
    private final int spread;

    Kept(InetSocketAddress remote, Endpoint from, ClientHandler handler) {
      super(handler);
      this.remote = remote;
      endpoint.set(from);
      spread = endpoint.spread();
    }

    @Override
    public Endpoint endpoint() {
      return endpoint;
    }

    @Override
    public int spread() {
      return spread;
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
      return datagrams.send(buffer, at, length, endpoint);
    }

    @Override
    public ClientPath keep(ClientHandler handler) {
      setHandler(handler);
      kept.put(this);
      return this;
    }

    @Override
    public void release() {
      setHandler(newcomers);
      kept.remove(this);
    }
  }
}
