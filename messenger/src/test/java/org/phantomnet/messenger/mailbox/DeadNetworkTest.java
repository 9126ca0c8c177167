package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;

/** A network that is gone without a word, and the next one: nobody waits for the old one. */
class DeadNetworkTest extends LiveMailboxFixture {
  private static final Duration SOON = Duration.ofSeconds(5);

  @Test
  void networkChanged_connectionsAreDead_doesNotWaitForThem() throws Exception {
    Networks networks = new Networks();
    try (HttpMailbox moved = server.client(Clock.systemUTC(), networks)) {
      moved.signIn(bob.register(BOB.registration(mailbox())));
      RecordingReceiver receiver = new RecordingReceiver();
      moved.openReceiver(receiver);
      receiver.await(Mailbox.ConnectionState.QUEUE_DELIVERED);
      moved.preKeyCounts(); // leaves an idle connection behind

      networks.next();
      assertTimeoutPreemptively(SOON, moved::networkChanged);

      receiver.await(Mailbox.ConnectionState.QUEUE_DELIVERED);
      moved.preKeyCounts();
    }
  }

  /** Sockets of a network that is alive until there is a next one. */
  private static final class Networks extends SocketFactory {
    private AtomicBoolean gone = new AtomicBoolean();

    synchronized void next() {
      gone.set(true);
      gone = new AtomicBoolean();
    }

    @Override
    public synchronized Socket createSocket() {
      return new MortalSocket(gone);
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int localPort) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new IllegalStateException("not asked for");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int localPort) {
      throw new IllegalStateException("not asked for");
    }
  }

  /** Of a network that is gone: what is sent gets lost, and nothing comes until it is closed. */
  private static final class MortalSocket extends Socket {
    private final AtomicBoolean gone;
    private final CountDownLatch closed = new CountDownLatch(1);

    MortalSocket(AtomicBoolean gone) {
      this.gone = gone;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          requireAlive();
          return super.read();
        }

        @Override
        public int read(byte[] into, int offset, int count) throws IOException {
          requireAlive();
          return super.read(into, offset, count);
        }
      };
    }

    private void requireAlive() throws SocketException {
      if (gone.get()) {
        try {
          closed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        throw new SocketException("closed");
      }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
          if (!gone.get()) {
            out.write(from, offset, count);
          }
        }
      };
    }

    @Override
    public void close() throws IOException {
      closed.countDown();
      super.close();
    }
  }
}
