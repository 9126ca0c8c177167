package org.phantomnet.relay.mailbox;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.PushFrame;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.HttpsServer;

/**
 * One device's receiving connection: pushes its queue, oldest first, at most {@link #WINDOW}
 * envelopes ahead of the acknowledgements. All state belongs to the connection's event loop.
 */
final class ReceiveSocket {
  static final int WINDOW = 32;

  /** Acknowledgements that wait to be written; until they are, no more are read. */
  static final int MOST_ACKNOWLEDGED = 256;

  private final Account account;
  private final MailboxDesk desk;
  private final HttpsServer.Worker worker;
  private final ServerWebSocket socket;
  private final Context loop;
  private final Set<UUID> inFlight = new HashSet<>();
  private final List<UUID> acknowledged = new ArrayList<>();
  private long lastSeq;
  private boolean fetching;
  private boolean fetchAgain;
  private boolean acknowledging;
  private boolean queueDelivered;
  private boolean closed;

  ReceiveSocket(
      Account account,
      MailboxDesk desk,
      HttpsServer.Worker worker,
      ServerWebSocket socket,
      Context loop) {
    this.account = account;
    this.desk = desk;
    this.worker = worker;
    this.socket = socket;
    this.loop = loop;
  }

  void start(Clock clock) {
    socket.binaryMessageHandler(this::received);
    socket.textMessageHandler(text -> close());
    socket.exceptionHandler(failure -> close());
    write(new PushFrame.Hello(clock.instant()));
    fetch();
  }

  /** Something was queued. From any thread. */
  void wake() {
    loop.runOnContext(unused -> fetch());
  }

  void onClosed(Runnable then) {
    socket.closeHandler(
        unused -> {
          closed = true;
          then.run();
        });
  }

  /** Nothing more is delivered, whether or not the other side hears of it. From any thread. */
  void close() {
    loop.runOnContext(
        unused -> {
          closed = true;
          socket.close();
        });
  }

  @Rule("MBX-33")
  private void fetch() {
    int room = WINDOW - inFlight.size();
    if (closed || fetching || room <= 0) {
      fetchAgain = fetching;
      return;
    }
    fetching = true;
    fetchAgain = false;
    long after = lastSeq;
    worker
        .run(() -> desk.next(account, after, room))
        .onSuccess(waiting -> deliver(waiting, room))
        .onFailure(failure -> close());
  }

  private void deliver(List<Queues.Waiting> waiting, int room) {
    fetching = false;
    for (Queues.Waiting envelope : waiting) {
      lastSeq = envelope.seq();
      inFlight.add(envelope.envelopeId());
      write(new PushFrame.Deliver(envelope.envelopeId(), envelope.heldFor(), envelope.padded()));
    }
    if (waiting.size() < room && !queueDelivered) {
      queueDelivered = true;
      write(new PushFrame.QueueDelivered());
    }
    if (fetchAgain || waiting.size() == room) {
      fetch();
    }
  }

  private void received(Buffer message) {
    try {
      if (PushFrame.decode(Bytes.copyOf(message.getBytes()))
          instanceof PushFrame.Acknowledge acknowledge) {
        acknowledged.add(acknowledge.envelopeId());
        if (acknowledged.size() >= MOST_ACKNOWLEDGED) {
          socket.pause();
        }
        acknowledge();
        return;
      }
    } catch (ProtocolException malformed) {
      // falls through: such a client is not spoken to
    }
    close();
  }

  /** Acknowledgements that arrive while others are written go together in the next transaction. */
  private void acknowledge() {
    if (acknowledging || acknowledged.isEmpty()) {
      return;
    }
    acknowledging = true;
    List<UUID> batch = List.copyOf(acknowledged);
    acknowledged.clear();
    socket.resume();
    worker
        .run(
            () -> {
              desk.acknowledge(account, batch);
              return batch;
            })
        .onSuccess(
            done -> {
              acknowledging = false;
              inFlight.removeAll(new HashSet<>(done));
              acknowledge();
              fetch();
            })
        .onFailure(failure -> close());
  }

  private void write(PushFrame frame) {
    if (!closed) {
      socket.writeBinaryMessage(Buffer.buffer(PushFrame.encode(frame).toByteArray()));
    }
  }
}
