package org.phantomnet.conformance.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.http.ServerWebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.messenger.mailbox.Backoff;
import org.phantomnet.messenger.mailbox.HttpMailbox;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.Mailbox.ConnectionState;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.mailbox.MailboxException.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.EnvelopePadding;
import org.phantomnet.protocol.mailbox.PushFrame;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** The client of a server that holds the mailbox's key and breaks every rule of the wire. */
@Tag("beside-others")
class LyingServerTest {
  private static final long PATIENCE_SECONDS = Long.getLong("phantom.test.patience", 20);
  private static final Backoff QUICK = new Backoff(Duration.ofMillis(50), Duration.ofMillis(400));
  private static final Account ACCOUNT =
      new Account(new AccountId(new UUID(1, 2)), 1, Bytes.copyOf(new byte[32]));
  private static final Bytes PADDED = EnvelopePadding.pad(Bytes.copyOf(new byte[100]));

  @TempDir Path directory;

  /** What the client took; it acknowledges nothing. */
  private static final class Taken implements Mailbox.Receiver {
    final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();
    final BlockingQueue<QueuedEnvelope> envelopes = new LinkedBlockingQueue<>();

    @Override
    public void received(QueuedEnvelope envelope, Runnable acknowledge) {
      envelopes.add(envelope);
    }

    @Override
    public void state(ConnectionState state) {
      states.add(state);
    }

    /** All states up to the next that is {@code last}. */
    List<ConnectionState> until(ConnectionState last) throws InterruptedException {
      List<ConnectionState> all = new ArrayList<>();
      while (all.isEmpty() || all.get(all.size() - 1) != last) {
        ConnectionState next = states.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertTrue(next != null, () -> "only " + all);
        all.add(next);
      }
      return all;
    }
  }

  private Taken receive(Consumer<ServerWebSocket> lies, List<ConnectionState> expected)
      throws Exception {
    Taken taken = new Taken();
    try (LyingServer server = new LyingServer(directory, Bytes.EMPTY, lies);
        HttpMailbox client = server.client(QUICK)) {
      client.signIn(ACCOUNT);
      client.openReceiver(taken);

      assertEquals(expected, taken.until(ConnectionState.DISCONNECTED));
    }
    return taken;
  }

  private static void hello(ServerWebSocket socket) {
    LyingServer.push(socket, new PushFrame.Hello(Instant.now()));
  }

  private static void deliver(ServerWebSocket socket, UUID id) {
    LyingServer.push(socket, new PushFrame.Deliver(id, Duration.ZERO, PADDED));
  }

  @Test
  @Covers("MBX-31")
  @Adversary("ADV-55")
  void floodOfEnvelopes_endsTheConnection() throws Exception {
    Taken taken =
        receive(
            socket -> {
              hello(socket);
              for (int i = 0; i < 1_000; i++) {
                deliver(socket, new UUID(3, i));
              }
            },
            List.of(
                ConnectionState.CONNECTING,
                ConnectionState.CONNECTED,
                ConnectionState.DISCONNECTED));

    assertTrue(taken.envelopes.size() >= 64);
    assertEquals(0, taken.envelopes.size() % 64, "64 of each connection");
  }

  @Test
  @Covers("MBX-31")
  @Adversary("ADV-55")
  void sameEnvelopeAgain_beforeItsAcknowledgement_endsTheConnection() throws Exception {
    receive(
        socket -> {
          hello(socket);
          deliver(socket, new UUID(3, 3));
          deliver(socket, new UUID(3, 3));
        },
        List.of(
            ConnectionState.CONNECTING, ConnectionState.CONNECTED, ConnectionState.DISCONNECTED));
  }

  @Test
  @Covers("MBX-31")
  @Adversary("ADV-55")
  void framesOutOfOrder_endTheConnection() throws Exception {
    receive(
        socket -> deliver(socket, new UUID(3, 3)),
        List.of(ConnectionState.CONNECTING, ConnectionState.DISCONNECTED));
    receive(
        socket -> {
          hello(socket);
          hello(socket);
        },
        List.of(
            ConnectionState.CONNECTING, ConnectionState.CONNECTED, ConnectionState.DISCONNECTED));
    receive(
        socket -> {
          hello(socket);
          LyingServer.push(socket, new PushFrame.QueueDelivered());
          LyingServer.push(socket, new PushFrame.QueueDelivered());
        },
        List.of(
            ConnectionState.CONNECTING,
            ConnectionState.CONNECTED,
            ConnectionState.QUEUE_DELIVERED,
            ConnectionState.DISCONNECTED));
  }

  @Test
  @Covers("MBX-32")
  @Adversary("ADV-55")
  void mailboxThatGreetsAndHangsUp_isTriedEverMoreSeldom() throws Exception {
    Taken taken = new Taken();
    Duration took;
    try (LyingServer server =
            new LyingServer(
                directory,
                Bytes.EMPTY,
                socket -> {
                  hello(socket);
                  socket.close();
                });
        HttpMailbox client = server.client(QUICK)) {
      client.signIn(ACCOUNT);
      long start = System.nanoTime();
      client.openReceiver(taken);
      for (int connection = 0; connection < 5; connection++) {
        taken.until(ConnectionState.DISCONNECTED);
      }
      took = Duration.ofNanos(System.nanoTime() - start);
    }

    // four pauses, of 50, 100, 200 and 400 ms, each at most a quarter shorter
    assertTrue(took.compareTo(Duration.ofMillis(562)) > 0, "four pauses took " + took);
  }

  private static void assertReason(Reason reason, org.junit.jupiter.api.function.Executable call) {
    assertEquals(reason, assertThrows(MailboxException.class, call).reason());
  }

  @Test
  @Adversary("ADV-55")
  void garbage_inAnswerToEverything_isATypedError() throws Exception {
    for (Bytes garbage : List.of(Bytes.EMPTY, new SystemRandom().bytes(5_000))) {
      try (LyingServer server = new LyingServer(directory, garbage, socket -> {});
          HttpMailbox client = server.client(QUICK)) {
        client.signIn(ACCOUNT);
        UserAddress bob = new UserAddress("bob", server.name());

        assertReason(Reason.SERVER_ERROR, client::preKeyCounts);
        assertReason(Reason.SERVER_ERROR, () -> client.fetchBundles(bob));
        assertReason(Reason.SERVER_ERROR, () -> client.accountOf(bob));
      }
    }
  }

  @Test
  @Adversary("ADV-55")
  void bodyWithoutEnd_isNotReadToItsEnd() throws Exception {
    Bytes large = Bytes.copyOf(new byte[64 * 1_024 * 1_024]);
    try (LyingServer server = new LyingServer(directory, large, socket -> {});
        HttpMailbox client = server.client(QUICK)) {
      client.signIn(ACCOUNT);

      assertReason(Reason.UNREACHABLE, client::senderCertificate);
      assertReason(Reason.UNREACHABLE, client::preKeyCounts);
    }
  }
}
