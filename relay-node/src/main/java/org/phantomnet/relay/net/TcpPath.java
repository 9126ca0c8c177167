package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.counters.Counter;
import org.phantomnet.relay.counters.LoopCounters;

/**
 * A client's TCP connection, with TLS or without. Holds at most one partly received message (and
 * TLS record) and a bounded rest of what the socket would not take: while that rest stands, new
 * messages are dropped as UDP would drop them, because late speech is worthless. One loop.
 */
final class TcpPath extends ClientPath implements EventLoop.Ready {
  /** Reads per turn before others get theirs. */
  private static final int BURST = 4;

  /** A TLS flight with a long chain, or the page; a message is far below. */
  private static final int MAX_UNSENT = 40 * 1024;

  private static final int UNSENT_CAPACITY = 4 * 1024;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** A step that can find the connection dead. */
  interface Step {
    void run() throws IOException;
  }

  private final TcpListener listener;
  private final EventLoop loop;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final PrefixQuota.Place place;
  private final SelectionKey key;
  private final Step exchange = this::exchange;
  private StreamLayer layer;
  private Optional<TlsLayer> tls = Optional.empty();
  private ByteBuffer unsent = NOTHING;
  private long unusedSince;
  private boolean turn;
  private boolean paused;
  private boolean ending;
  private boolean open = true;

  TcpPath(
      TcpListener listener,
      EventLoop loop,
      SocketChannel channel,
      PrefixQuota.Place place,
      long nowMillis)
      throws IOException {
    super(listener.newcomers());
    this.listener = listener;
    this.loop = loop;
    this.channel = channel;
    this.place = place;
    remote = (InetSocketAddress) channel.getRemoteAddress();
    unusedSince = nowMillis;
    turn = !listener.front().isPresent();
    layer =
        turn
            ? new FramesLayer(this)
            : new SniffLayer(this, listener.front().get(), listener.place());
    key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  /** Whether the connection has had its time: without TURN, or without an allocation. */
  @Rule("TURN-13")
  boolean isLate(long nowMillis) {
    long lifetime =
        turn ? TcpListener.UNUSED_LIFETIME_MILLIS : TcpListener.UNDECIDED_LIFETIME_MILLIS;
    return nowMillis - unusedSince >= lifetime;
  }

  boolean isOpen() {
    return open;
  }

  LoopCounters counters() {
    return loop.counters();
  }

  @Override
  public void ready(SelectionKey ready) {
    guarded(exchange);
  }

  private void exchange() throws IOException {
    if (key.isWritable()) {
      flush();
    }
    if (open && key.isReadable()) {
      read();
    }
  }

  /** Whatever is thrown in a connection's step ends that connection, and nothing else. */
  private void guarded(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      broken();
    } catch (RuntimeException | Error e) {
      loop.counters().add(Counter.FAULTS); // nobody knows where in its stream it stands
      close();
    }
  }

  /** Reset by the client, or not to be understood. */
  private void broken() {
    if (open && tls.isPresent()) {
      if (!tls.get().established()) {
        counters().add(Counter.TLS_FAILED);
      }
      if (!paused) {
        tls.get().alert();
      }
    }
    close();
  }

  private void read() throws IOException {
    PacketBuffer raw = loop.streams().raw;
    for (int i = 0; i < BURST && open && !paused; i++) {
      int n = channel.read(raw.receiving());
      if (n < 0) {
        close();
        return;
      }
      if (n == 0) {
        return;
      }
      layer.take(raw, raw.headroom(), n);
    }
  }

  /** What the stream's first byte announced; inside TLS, what speaks there. */
  StreamLayer become(StreamLayer chosen) {
    if (tls.isPresent() && tls.get() != chosen) {
      tls.get().become(chosen);
    } else {
      layer = chosen;
    }
    return chosen;
  }

  StreamLayer startTls(WebFront front) throws IOException {
    TlsLayer started = new TlsLayer(this, front, loop.streams());
    tls = Optional.of(started);
    return started;
  }

  StreamLayer startTurn() {
    turn = true;
    return new FramesLayer(this);
  }

  /** Reads nothing until {@link #resumeLater}'s step has run. */
  void pause() {
    paused = true;
    interest();
  }

  /** From any thread. */
  void resumeLater(Step step) {
    loop.post(
        () -> {
          if (open) {
            paused = false;
            interest();
            guarded(step);
          }
        });
  }

  private void interest() {
    if (key.isValid()) {
      key.interestOps(
          (paused ? 0 : SelectionKey.OP_READ)
              | (unsent.position() > 0 ? SelectionKey.OP_WRITE : 0));
    }
  }

  @Override
  public boolean stream() {
    return true;
  }

  PrefixQuota.Place place() {
    return place;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  @Override
  public boolean send(PacketBuffer buffer, int at, int length) {
    if (!open || unsent.position() > 0) {
      return false;
    }
    try {
      ByteBuffer view = buffer.region(at, length);
      if (tls.isPresent()) {
        tls.get().send(view);
      } else {
        queue(view);
      }
      return true;
    } catch (IOException e) {
      return false; // the selector reports the end of the connection
    }
  }

  /** Sends the last bytes there will be, through TLS if there is any; then ends the stream. */
  void sendLast(ByteBuffer bytes) throws IOException {
    if (tls.isPresent()) {
      tls.get().send(bytes);
      tls.get().end();
    } else {
      queue(bytes);
    }
    ending = true;
    endIfSent();
  }

  private void endIfSent() throws IOException {
    if (ending && unsent.position() == 0) {
      channel.shutdownOutput();
    }
  }

  /** Writes what the socket takes. A message begun has to be finished, so the rest is kept. */
  void queue(ByteBuffer view) throws IOException {
    if (unsent.position() == 0) {
      channel.write(view);
    }
    if (!view.hasRemaining()) {
      return;
    }
    int needed = unsent.position() + view.remaining();
    if (needed > MAX_UNSENT) {
      throw new IOException("does not read");
    }
    if (needed > unsent.capacity()) {
      ByteBuffer larger = ByteBuffer.allocate(Math.max(UNSENT_CAPACITY, needed));
      unsent = larger.put(unsent.flip());
    }
    unsent.put(view);
    interest();
  }

  private void flush() throws IOException {
    unsent.flip();
    channel.write(unsent);
    unsent.compact();
    if (unsent.position() == 0) {
      unsent = NOTHING;
      interest();
      endIfSent();
    }
  }

  @Override
  public Optional<ClientPath> now() {
    return open ? Optional.of(this) : Optional.empty();
  }

  @Override
  public ClientPath keep(ClientHandler handler) {
    setHandler(handler);
    listener.used(this);
    return this;
  }

  @Override
  public void release() {
    if (open) {
      setHandler(listener.newcomers());
      unusedSince = loop.now();
      listener.unused(this);
    }
  }

  void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      channel.close();
    } catch (IOException e) {
      loop.counters().add(Counter.FAULTS);
    }
    listener.closed(this);
    handler().lost(this);
  }
}
