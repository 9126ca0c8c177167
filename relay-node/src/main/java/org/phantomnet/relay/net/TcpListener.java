package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.counters.Counter;

/** A TCP socket that clients connect to, with TLS, HTTP or neither. One loop. */
public final class TcpListener implements EventLoop.Ticker {
  /** How long a connection may be without an allocation, however slowly it talks. */
  public static final long UNUSED_LIFETIME_MILLIS = 20_000;

  /** How long a connection may take to get through TLS and say what it wants; HTTP has no more. */
  public static final long UNDECIDED_LIFETIME_MILLIS = 10_000;

  /** What a port is for. */
  public enum Purpose {
    TURN,
    /** TLS, and inside it TURN or HTTP. */
    TLS,
    /** TLS, TURN and HTTP, told apart. */
    WEB
  }

  private static final int ACCEPT_BURST = 64;

  private final EventLoop loop;
  private final ServerSocketChannel channel;
  private final ClientHandler newcomers;
  private final ConnectionSlots slots;
  private final Optional<WebFront> front;
  private final SniffLayer.Place place;
  private final Set<TcpPath> unused = new HashSet<>();
  private boolean paused;

  private TcpListener(
      EventLoop loop,
      ServerSocketChannel channel,
      ClientHandler newcomers,
      ConnectionSlots slots,
      Optional<WebFront> front,
      SniffLayer.Place place) {
    this.loop = loop;
    this.channel = channel;
    this.newcomers = newcomers;
    this.slots = slots;
    this.front = front;
    this.place = place;
  }

  /**
   * Binds and registers; before the loop starts.
   *
   * @param slots how many connections may be open, shared by all listeners
   * @param front what every purpose but TURN needs
   */
  public static TcpListener open(
      EventLoop loop,
      InetAddress address,
      int port,
      ClientHandler newcomers,
      boolean sharePort,
      ConnectionSlots slots,
      Purpose purpose,
      Optional<WebFront> front)
      throws IOException {
    if (purpose != Purpose.TURN && !front.isPresent()) {
      throw new IllegalArgumentException("TLS without a certificate");
    }
    ServerSocketChannel channel = Sockets.server(address, port, sharePort);
    TcpListener listener =
        new TcpListener(
            loop,
            channel,
            newcomers,
            slots,
            purpose == Purpose.TURN ? Optional.empty() : front,
            purpose == Purpose.TLS ? SniffLayer.Place.TLS_PORT : SniffLayer.Place.WEB_PORT);
    loop.register(channel, SelectionKey.OP_ACCEPT, listener::ready);
    loop.addTicker(listener);
    return listener;
  }

  /**
   * For the first loop, before {@link #open}: that no other program has the port.
   *
   * @throws IOException if it has
   */
  public static void requireFree(InetAddress address, int port) throws IOException {
    Sockets.requireFreeTcp(address, port);
  }

  public int port() throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  private void ready(SelectionKey key) throws IOException {
    for (int i = 0; i < ACCEPT_BURST; i++) {
      SocketChannel client;
      try {
        client = channel.accept();
      } catch (IOException e) {
        // out of descriptors: waiting for the next tick is better than being told the same without
        // end
        paused = true;
        key.interestOps(0);
        throw e;
      }
      if (client == null) {
        return;
      }
      accepted(client);
    }
  }

  private void accepted(SocketChannel client) throws IOException {
    Optional<PrefixQuota.Place> place =
        client.getRemoteAddress() instanceof InetSocketAddress remote
            ? slots.take(remote.getAddress(), loop.now(), loop.counters())
            : Optional.empty(); // gone before it was looked at
    if (place.isEmpty()) {
      client.close();
      return;
    }
    loop.counters().add(Counter.CONNECTIONS_ACCEPTED);
    try {
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      unused.add(new TcpPath(this, loop, client, place.get(), loop.now()));
    } catch (IOException e) {
      slots.giveBack(place.get());
      client.close();
    }
  }

  Optional<WebFront> front() {
    return front;
  }

  SniffLayer.Place place() {
    return place;
  }

  ClientHandler newcomers() {
    return newcomers;
  }

  void used(TcpPath path) {
    unused.remove(path);
  }

  void unused(TcpPath path) {
    unused.add(path);
  }

  void closed(TcpPath path) {
    unused.remove(path);
    slots.giveBack(path.place());
  }

  @Override
  public void tick(long nowMillis) {
    if (paused) {
      paused = false;
      loop.interest(channel, SelectionKey.OP_ACCEPT);
    }
    List<TcpPath> late = new ArrayList<>();
    for (TcpPath path : unused) {
      if (path.isLate(nowMillis)) {
        late.add(path);
      }
    }
    for (TcpPath path : late) {
      loop.counters().add(Counter.CONNECTIONS_TIMED_OUT);
      path.close();
    }
  }
}
