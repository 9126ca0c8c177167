package org.phantomnet.messenger.mailbox;

import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.messenger.mailbox.Mailbox.ConnectionState;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountHeader;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.PushFrame;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.rule.Rule;

/**
 * A receiver and the WebSocket under it, opened again after each loss. Everything but {@link
 * #start}, {@link #close} and the acknowledgements runs on one thread of its own, on which the
 * receiver is called.
 */
final class ReceiveConnection implements Mailbox.Subscription {
  private static final int NORMAL_CLOSURE = 1_000;
  private static final int UNAUTHORIZED = 401;

  /** Twice what an honest mailbox sends ahead of the acknowledgements (MBX-33). */
  private static final int MOST_AHEAD = 64;

  /** Messages that the network has read and this has not: more wait in the network. */
  private static final int MOST_UNREAD = 64;

  private final PinnedHttps https;
  private final Supplier<@Nullable Account> account;
  private final Mailbox.Receiver receiver;
  private final Clock clock;
  private final RandomSource random;
  private final Backoff backoff;
  // what is posted after close is discarded
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(
          1, ReceiveConnection::thread, new ThreadPoolExecutor.DiscardPolicy());
  private final Set<UUID> toAcknowledge = new LinkedHashSet<>();
  private final Set<UUID> ahead = new HashSet<>();
  private final Semaphore unread = new Semaphore(MOST_UNREAD);
  private volatile boolean closed;
  private @Nullable WebSocket socket;
  private boolean connected;
  private boolean queueDelivered;
  private Instant connectedAt = Instant.MAX;
  private int failures;

  ReceiveConnection(
      PinnedHttps https,
      Supplier<@Nullable Account> account,
      Mailbox.Receiver receiver,
      Clock clock,
      RandomSource random,
      Backoff backoff) {
    this.https = https;
    this.account = account;
    this.receiver = receiver;
    this.clock = clock;
    this.random = random;
    this.backoff = backoff;
  }

  void start() {
    post(this::connect);
  }

  /** Without waiting: whatever connection there is, or pause before the next, is of no use. */
  void connectAnew() {
    post(
        () -> {
          drop();
          failures = 0;
          receiver.state(ConnectionState.DISCONNECTED);
          connect();
        });
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      unread.release(MOST_UNREAD); // the network's thread goes on, and finds it closed
      thread.execute(
          () -> {
            if (socket != null) {
              socket.close(NORMAL_CLOSURE, null);
              socket.cancel();
            }
          });
      thread.shutdown();
    }
  }

  private void connect() {
    Account current = account.get();
    if (current == null) {
      receiver.state(ConnectionState.NOT_SIGNED_IN);
      return;
    }
    ahead.clear();
    queueDelivered = false;
    receiver.state(ConnectionState.CONNECTING);
    socket = https.webSocket(MailboxPaths.RECEIVE, AccountHeader.encode(current), new Listener());
  }

  private void received(WebSocket from, ByteString message) {
    if (from != socket) {
      return;
    }
    try {
      PushFrame frame = PushFrame.decode(Bytes.copyOf(message.toByteArray()));
      if (!connected && frame instanceof PushFrame.Hello hello) {
        greeted(hello);
      } else if (connected && frame instanceof PushFrame.Deliver deliver) {
        delivered(deliver);
      } else if (connected && frame instanceof PushFrame.QueueDelivered && !queueDelivered) {
        queueDelivered = true;
        receiver.state(ConnectionState.QUEUE_DELIVERED);
      } else {
        lost(ConnectionState.DISCONNECTED);
      }
    } catch (ProtocolException malformed) {
      lost(ConnectionState.DISCONNECTED);
    }
  }

  private void greeted(PushFrame.Hello hello) {
    if (ClockCheck.isWrong(clock, hello.now())) {
      lost(ConnectionState.CLOCK_WRONG);
      return;
    }
    connected = true;
    connectedAt = clock.instant();
    receiver.state(ConnectionState.CONNECTED);
    toAcknowledge.forEach(this::writeAcknowledgement);
    toAcknowledge.clear();
  }

  /** An honest mailbox waits for acknowledgements; one that does not cannot fill the memory. */
  @Rule("MBX-31")
  private void delivered(PushFrame.Deliver deliver) {
    UUID id = deliver.envelopeId();
    if (!ahead.add(id) || ahead.size() > MOST_AHEAD) {
      lost(ConnectionState.DISCONNECTED);
      return;
    }
    Bytes sealed;
    try {
      sealed = EnvelopePadding.unpad(deliver.padded());
    } catch (ProtocolException malformed) {
      acknowledge(id); // nobody can read it; it must not block the queue
      return;
    }
    receiver.received(
        new QueuedEnvelope(id, sealed, deliver.heldFor()), () -> post(() -> acknowledge(id)));
  }

  private void acknowledge(UUID id) {
    ahead.remove(id);
    if (connected) {
      writeAcknowledgement(id);
    } else {
      toAcknowledge.add(id);
    }
  }

  private void writeAcknowledgement(UUID id) {
    if (socket != null) {
      socket.send(ByteString.of(PushFrame.encode(new PushFrame.Acknowledge(id)).toByteArray()));
    }
  }

  private void failed(WebSocket from, ConnectionState state) {
    if (from == socket) {
      lost(state);
    }
  }

  /** A mailbox that greets and hangs up is not tried any more often than one that is down. */
  @Rule("MBX-32")
  private void lost(ConnectionState state) {
    if (connected && !connectedAt.plus(backoff.longest()).isAfter(clock.instant())) {
      failures = 0;
    }
    drop();
    receiver.state(state);
    if (state == ConnectionState.NOT_SIGNED_IN || closed) {
      return;
    }
    failures++;
    thread.schedule(
        () -> {
          if (!closed && socket == null) {
            connect();
          }
        },
        backoff.pause(failures, random).toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void drop() {
    if (socket != null) {
      socket.cancel();
      socket = null;
    }
    connected = false;
  }

  private void post(Runnable work) {
    thread.execute(
        () -> {
          if (!closed) {
            work.run();
          }
        });
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "mailbox-receive");
    thread.setDaemon(true);
    return thread;
  }

  private final class Listener extends WebSocketListener {
    @Override
    public void onMessage(WebSocket from, ByteString bytes) {
      unread.acquireUninterruptibly();
      post(
          () -> {
            unread.release();
            received(from, bytes);
          });
    }

    @Override
    public void onMessage(WebSocket from, String text) {
      unread.acquireUninterruptibly();
      post(
          () -> {
            unread.release();
            failed(from, ConnectionState.DISCONNECTED);
          });
    }

    @Override
    public void onClosing(WebSocket from, int code, String reason) {
      post(() -> failed(from, ConnectionState.DISCONNECTED));
    }

    @Override
    public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
      ConnectionState state;
      if (PinnedHttps.isPinMismatch(failure)) {
        state = ConnectionState.PIN_MISMATCH;
      } else if (response != null && response.code() == UNAUTHORIZED) {
        state = ConnectionState.NOT_SIGNED_IN;
      } else {
        state = ConnectionState.DISCONNECTED;
      }
      post(() -> failed(from, state));
    }
  }
}
