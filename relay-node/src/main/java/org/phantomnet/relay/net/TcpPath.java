package org.phantomnet.relay.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.phantomnet.relay.counters.Counter;

/**
 * A client's TCP connection. Holds at most one partly received message and a bounded rest of what
 * the socket would not take: while that rest stands, new messages are dropped as UDP would drop
 * them, because late speech is worthless. One loop.
 */
final class TcpPath extends ClientPath implements EventLoop.Ready {
  /** Reads per turn before others get theirs. */
  private static final int BURST = 8;

  private static final int UNSENT_CAPACITY = 8 * 1024;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final TcpListener listener;
  private final EventLoop loop;
  private final SocketChannel channel;
  private final InetSocketAddress remote;
  private final SelectionKey key;
  private final PacketBuffer input = new PacketBuffer();
  private int received;
  private ByteBuffer unsent = NOTHING;
  private long unusedSince;
  private boolean open = true;

  TcpPath(TcpListener listener, EventLoop loop, SocketChannel channel, long nowMillis)
      throws IOException {
    super(listener.newcomers());
    this.listener = listener;
    this.loop = loop;
    this.channel = channel;
    remote = (InetSocketAddress) channel.getRemoteAddress();
    unusedSince = nowMillis;
    key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  long unusedSince() {
    return unusedSince;
  }

  @Override
  public void ready(SelectionKey ready) {
    try {
      if (key.isWritable()) {
        flush();
      }
      if (open && key.isReadable()) {
        read();
      }
    } catch (IOException e) {
      close(); // reset by the client
    }
  }

  private void read() throws IOException {
    for (int i = 0; i < BURST && open; i++) {
      int at = PacketBuffer.HEADROOM + received;
      int n = channel.read(input.region(at, PacketBuffer.MAX_PACKET - received));
      if (n < 0) {
        close();
        return;
      }
      if (n == 0) {
        return;
      }
      received += n;
      deliver();
    }
  }

  private void deliver() {
    int at = PacketBuffer.HEADROOM;
    while (open) {
      int length = StreamFrames.length(input.array(), at, received);
      if (length == StreamFrames.BROKEN) {
        loop.counters().add(Counter.MALFORMED);
        close();
        return;
      }
      if (length == StreamFrames.INCOMPLETE || length > received) {
        break;
      }
      handler().fromClient(this, input, at, length);
      at += length;
      received -= length;
    }
    if (at != PacketBuffer.HEADROOM && received > 0) {
      System.arraycopy(input.array(), at, input.array(), PacketBuffer.HEADROOM, received);
    }
  }

  @Override
  public boolean stream() {
    return true;
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
    ByteBuffer view = buffer.region(at, length);
    try {
      channel.write(view);
      if (view.hasRemaining()) {
        keepRest(view);
      }
      return true;
    } catch (IOException e) {
      return false; // the selector reports the end of the connection
    }
  }

  /** A message begun has to be finished, or the stream loses its frames. */
  private void keepRest(ByteBuffer view) {
    if (unsent == NOTHING) {
      unsent = ByteBuffer.allocate(UNSENT_CAPACITY);
    }
    unsent.put(view);
    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
  }

  private void flush() throws IOException {
    unsent.flip();
    channel.write(unsent);
    unsent.compact();
    if (unsent.position() == 0) {
      key.interestOps(SelectionKey.OP_READ);
    }
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
