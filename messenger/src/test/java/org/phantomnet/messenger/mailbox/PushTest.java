package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.phantomnet.messenger.https.PinnedHttps;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountHeader;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.PushFrame;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;

/** The server's push, seen by receivers that do what no client of ours does. */
class PushTest extends LiveMailboxFixture {
  private static final long PATIENCE_SECONDS = Long.getLong("phantom.test.patience", 20);
  private static final int WINDOW = 32;

  /** A receiving connection that acknowledges when told. */
  private static final class Raw extends WebSocketListener implements AutoCloseable {
    final BlockingQueue<PushFrame> frames = new LinkedBlockingQueue<>();
    final CountDownLatch ended = new CountDownLatch(1);
    private final PinnedHttps https;
    private final WebSocket socket;

    Raw(LiveMailbox server, Account account) {
      https = new PinnedHttps(server.keys().mailbox(), server.keys().tlsPin());
      socket = https.webSocket(MailboxPaths.RECEIVE, AccountHeader.encode(account), this);
    }

    @Override
    public void onMessage(WebSocket from, ByteString bytes) {
      try {
        frames.add(PushFrame.decode(Bytes.copyOf(bytes.toByteArray())));
      } catch (ProtocolException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onClosing(WebSocket from, int code, String reason) {
      ended.countDown();
    }

    @Override
    public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
      ended.countDown();
    }

    /** The next frame of that kind. */
    <T extends PushFrame> T next(Class<T> kind) throws InterruptedException {
      while (true) {
        PushFrame frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertNotNull(frame, () -> "no " + kind.getSimpleName());
        if (kind.isInstance(frame)) {
          return kind.cast(frame);
        }
      }
    }

    void acknowledge(UUID id) {
      socket.send(ByteString.of(PushFrame.encode(new PushFrame.Acknowledge(id)).toByteArray()));
    }

    void awaitEnd() throws InterruptedException {
      assertEquals(true, ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "still open");
    }

    @Override
    public void close() {
      socket.cancel();
      https.close();
    }
  }

  private void roomy() throws Exception {
    server.close();
    server = LiveMailbox.start(directory.resolve("roomy"));
    alice = server.client();
    bob = server.client();
  }

  @Test
  @Covers("MBX-33")
  void receiverThatAcknowledgesNothing_gets32AndHoldsUpNobody() throws Exception {
    roomy();
    alice.register(ALICE.registration(mailbox()));
    Account bobs = bob.register(BOB.registration(mailbox()));
    RecordingReceiver alices = new RecordingReceiver();
    alice.openReceiver(alices);
    try (Raw slow = new Raw(server, bobs)) {
      slow.next(PushFrame.QueueDelivered.class);
      for (int i = 0; i < WINDOW + 3; i++) {
        sendToBob("text " + i);
      }
      PushFrame.Deliver first = slow.next(PushFrame.Deliver.class);
      for (int i = 1; i < WINDOW; i++) {
        slow.next(PushFrame.Deliver.class);
      }

      bob.send(
          ALICE.at(mailbox()),
          1,
          TestDevice.text("not held up"),
          ALICE.deliveryToken,
          UUID.randomUUID());
      alices.expectText("not held up");
      assertEquals(0, slow.frames.size(), "no more than the window");
      slow.acknowledge(first.envelopeId());
      slow.next(PushFrame.Deliver.class);
      bob.send(
          ALICE.at(mailbox()),
          1,
          TestDevice.text("still not"),
          ALICE.deliveryToken,
          UUID.randomUUID());
      alices.expectText("still not");

      assertEquals(0, slow.frames.size(), "one for one");
    }
  }

  @Test
  @Covers("MBX-33")
  void newestConnection_endsTheEarlierOne_andGetsWhatComes() throws Exception {
    alice.register(ALICE.registration(mailbox()));
    Account bobs = bob.register(BOB.registration(mailbox()));
    try (Raw earlier = new Raw(server, bobs)) {
      earlier.next(PushFrame.QueueDelivered.class);
      try (Raw newest = new Raw(server, bobs)) {
        newest.next(PushFrame.QueueDelivered.class);
        earlier.awaitEnd();

        sendToBob("for the newest");

        newest.next(PushFrame.Deliver.class);
        assertEquals(0, earlier.frames.size());
      }
    }
  }

  @Test
  @Covers({"MBX-15", "MBX-33"})
  void floodOfAcknowledgements_ofNothing_isTakenAndTheQueueGoesOn() throws Exception {
    alice.register(ALICE.registration(mailbox()));
    Account bobs = bob.register(BOB.registration(mailbox()));
    try (Raw raw = new Raw(server, bobs)) {
      raw.next(PushFrame.QueueDelivered.class);
      for (int i = 0; i < 3_000; i++) {
        raw.acknowledge(new UUID(9, i));
      }

      sendToBob("after the flood");

      raw.next(PushFrame.Deliver.class);
    }
  }

  @Test
  @Covers("MBX-33")
  void connectionFromWhichNothingComes_isEnded() throws Exception {
    alice.register(ALICE.registration(mailbox()));
    Clock clock = Clock.systemUTC();
    TlsIdentity tls = TlsIdentity.readOrCreate(directory.resolve("idle.pem"), clock);
    CountDownLatch closed = new CountDownLatch(1);
    try (HttpsServer idle = new HttpsServer(tls, clock, Duration.ofMillis(300))) {
      idle.webSocket(
          MailboxPaths.RECEIVE,
          handshake ->
              handshake
                  .accept()
                  .onSuccess(socket -> socket.closeHandler(unused -> closed.countDown())));
      int port = idle.listen(new InetSocketAddress("127.0.0.1", 0));
      try (PinnedHttps silent = new PinnedHttps("127.0.0.1:" + port, tls.pin())) {
        silent.webSocket(MailboxPaths.RECEIVE, "nobody", new WebSocketListener() {});

        assertEquals(true, closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "still open");
      }
    }
  }
}
