package org.phantomnet.mixnet.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.phantomnet.engine.port.RelayTunnel;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.directory.RelayDescriptor;

/**
 * The default way to a relay: plain UDP to the first UDP listener of its descriptor, which the
 * engine's TURN already authenticates and whose media is encrypted end to end.
 *
 * <p>One connected socket and one daemon thread per tunnel; packets from any other address never
 * reach it. {@link #send} writes without blocking and drops when the socket's buffer is full, as a
 * network does. The tunnel knows by itself whether the relay lives ({@link RelayLiveness}) and
 * reports {@link RelayTunnel.Listener#lost} at most once; nothing is sent or delivered after that.
 * Of a relay that only falls silent it goes on asking. Thread-safe.
 */
public final class UdpTunnel implements RelayTunnel {
  private static final int SOCKET_BUFFER = 256 * 1024;

  private final DatagramChannel channel;
  private final Selector selector;
  private final Listener listener;
  private final RelayLiveness liveness;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicInteger refusedSends = new AtomicInteger();

  private UdpTunnel(
      DatagramChannel channel, Selector selector, RelayLiveness liveness, Listener listener) {
    this.channel = channel;
    this.selector = selector;
    this.liveness = liveness;
    this.listener = listener;
  }

  /** Tunnels over UDP, with keepalive identifiers from the system's secure random. */
  public static RelayTunnel.Factory factory() {
    return factory(new SecureRandom()::nextBytes);
  }

  /** Tunnels over UDP, with keepalive identifiers from {@code random}. */
  public static RelayTunnel.Factory factory(RandomSource random) {
    return (relay, listener) -> open(udpListener(relay), listener, RelayLiveness.standard(random));
  }

  static UdpTunnel open(SocketAddress relay, Listener listener, RelayLiveness liveness)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER);
      channel.configureBlocking(false);
      channel.connect(relay);
      Selector selector = Selector.open();
      channel.register(selector, SelectionKey.OP_READ);
      UdpTunnel tunnel = new UdpTunnel(channel, selector, liveness, listener);
      Thread thread = new Thread(tunnel::run, "udp-tunnel");
      thread.setDaemon(true);
      thread.start();
      return tunnel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static SocketAddress udpListener(ListedRelay relay) throws IOException {
    for (RelayDescriptor.Listener candidate : relay.descriptor().listeners()) {
      if (candidate.kind() == RelayDescriptor.ListenerKind.UDP) {
        InetAddress address = InetAddress.getByAddress(candidate.address().toByteArray());
        return new InetSocketAddress(address, candidate.port());
      }
    }
    throw new IOException("relay without a UDP listener");
  }

  @Override
  public void send(byte[] packet, int offset, int length) {
    if (closed.get() || length > MAX_PACKET) {
      return;
    }
    liveness.sent(System.nanoTime());
    write(ByteBuffer.wrap(packet, offset, length));
  }

  private void write(ByteBuffer packet) {
    try {
      channel.write(packet);
    } catch (PortUnreachableException e) {
      refused(); // weighed by the tunnel's thread: a single one may be a relay restarting
    } catch (IOException e) {
      if (channel.isOpen()) {
        refused();
      }
    }
  }

  private void refused() {
    refusedSends.incrementAndGet();
    selector.wakeup();
  }

  private void run() {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_PACKET + 1);
    boolean alive = true;
    while (alive && !closed.get()) {
      try {
        selector.select(liveness.waitMillis(System.nanoTime()));
        selector.selectedKeys().clear();
        receiveAll(buffer);
        alive = beat();
      } catch (IOException | RuntimeException e) {
        alive = false;
      }
    }
    release();
    if (closed.compareAndSet(false, true)) {
      listener.lost();
    }
  }

  private void receiveAll(ByteBuffer buffer) throws IOException {
    while (!closed.get()) {
      ((Buffer) buffer).clear(); // ByteBuffer.clear() is younger than Android API 26
      int length;
      try {
        length = channel.read(buffer);
      } catch (PortUnreachableException e) {
        liveness.refused();
        return;
      }
      if (length <= 0) {
        return;
      }
      boolean keepalive = liveness.received(buffer.array(), length, System.nanoTime());
      if (!keepalive && length <= MAX_PACKET) {
        listener.packet(buffer.array(), 0, length);
      }
    }
  }

  private boolean beat() {
    for (int refused = refusedSends.getAndSet(0); refused > 0; refused--) {
      liveness.refused();
    }
    long now = System.nanoTime();
    if (liveness.isLost()) {
      return false;
    }
    RelayLiveness.Change change = liveness.change(now);
    while (change != RelayLiveness.Change.NONE && !closed.get()) {
      switch (change) {
        case SILENT -> listener.silent();
        case HEARD -> listener.heard();
        case REBOUND -> listener.rebound();
        case NONE -> throw new IllegalStateException("no change");
      }
      change = liveness.change(now);
    }
    if (liveness.keepaliveDue(now)) {
      write(ByteBuffer.wrap(liveness.keepalive(now)));
    }
    return true;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release();
    }
  }

  private void release() {
    try {
      channel.close();
    } catch (IOException e) {
      // closed is what was wanted
    }
    try {
      selector.close();
    } catch (IOException e) {
      // the same
    }
  }
}
