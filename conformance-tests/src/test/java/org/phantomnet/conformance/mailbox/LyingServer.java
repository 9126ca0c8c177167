package org.phantomnet.conformance.mailbox;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.messenger.mailbox.Backoff;
import org.phantomnet.messenger.mailbox.HttpMailbox;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.MailboxPaths;
import org.phantomnet.protocol.mailbox.PushFrame;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;

/** An HTTPS server with the pinned key that is no mailbox. */
final class LyingServer implements AutoCloseable {
  private static final int LARGEST_BODY = 1_024 * 1_024;

  private final Clock clock = Clock.systemUTC();
  private final HttpsServer server;
  private final MailboxKeys keys;

  /**
   * @param answer to every request
   */
  LyingServer(Path directory, Bytes answer, Consumer<ServerWebSocket> receiving)
      throws IOException {
    TlsIdentity tls = TlsIdentity.readOrCreate(directory.resolve("tls.pem"), clock);
    this.server = new HttpsServer(tls, clock);
    HttpsServer.Worker worker = server.worker("lies");
    for (String path :
        List.of(
            MailboxPaths.REGISTER,
            MailboxPaths.UPLOAD_KEYS,
            MailboxPaths.BUNDLES,
            MailboxPaths.ACCOUNT,
            MailboxPaths.DELIVERY_TOKEN,
            MailboxPaths.SEND)) {
      server.post(path, LARGEST_BODY, worker, request -> answer);
    }
    server.get(MailboxPaths.COUNT_KEYS, worker, request -> answer);
    server.get(MailboxPaths.CERTIFICATE, worker, request -> answer);
    server.webSocket(
        MailboxPaths.RECEIVE, handshake -> handshake.accept().onSuccess(receiving::accept));
    int port = server.listen(new InetSocketAddress("127.0.0.1", 0));
    this.keys = new MailboxKeys("127.0.0.1:" + port, tls.pin(), new SystemRandom().bytes(33));
  }

  String name() {
    return keys.mailbox();
  }

  HttpMailbox client(Backoff backoff) {
    return new HttpMailbox(keys, clock, new SystemRandom(), backoff);
  }

  static void push(ServerWebSocket socket, PushFrame frame) {
    socket.writeBinaryMessage(Buffer.buffer(PushFrame.encode(frame).toByteArray()));
  }

  @Override
  public void close() {
    server.close();
  }
}
