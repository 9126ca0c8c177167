package org.phantomnet.conformance.mailbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.phantomnet.desktop.platform.SystemRandom;
import org.phantomnet.messenger.mailbox.Backoff;
import org.phantomnet.messenger.mailbox.HttpMailbox;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.mailbox.MailboxLimits;
import org.phantomnet.relay.mailbox.MailboxRole;
import org.phantomnet.relay.mailbox.storage.StorageException;

/** The relay's mailbox on loopback. */
final class RealMailbox implements AutoCloseable {
  static final Backoff QUICK = new Backoff(Duration.ofMillis(20), Duration.ofMillis(200));

  private final HttpsServer server;
  private final MailboxRole role;
  private final MailboxKeys keys;

  RealMailbox(Path directory, Clock clock) throws IOException, StorageException {
    int port;
    try (ServerSocket free = new ServerSocket()) {
      free.bind(new InetSocketAddress("127.0.0.1", 0));
      port = free.getLocalPort();
    }
    String name = "127.0.0.1:" + port;
    TlsIdentity tls = TlsIdentity.readOrCreate(directory.resolve("tls.pem"), clock);
    this.role =
        MailboxRole.open(name, directory, MailboxLimits.STANDARD, clock, new SystemRandom());
    this.server = new HttpsServer(tls, clock);
    role.mount(server);
    server.listen(new InetSocketAddress("127.0.0.1", port));
    this.keys = new MailboxKeys(name, tls.pin(), role.trustRoot());
  }

  HttpMailbox client(Clock clock) {
    return new HttpMailbox(keys, clock, new SystemRandom(), QUICK);
  }

  /** As an operator gives it out, with relays that nobody runs. */
  String estateFile() {
    String pin = "ab".repeat(32);
    return ("{'mailbox':{'name':'%s','tlsPin':'%s','trustRoot':'%s'},"
            + "'directories':[{'server':'127.0.0.1:1','tlsPin':'%s'}],"
            + "'authorities':['%s'],'threshold':1}")
        .replace('\'', '"')
        .formatted(
            keys.mailbox(),
            HexFormat.of().formatHex(keys.tlsPin().toByteArray()),
            HexFormat.of().formatHex(keys.trustRoot().toByteArray()),
            pin,
            pin);
  }

  @Override
  public void close() throws StorageException {
    server.close();
    role.close();
  }
}
