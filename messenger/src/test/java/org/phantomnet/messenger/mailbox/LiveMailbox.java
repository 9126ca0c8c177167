package org.phantomnet.messenger.mailbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import javax.net.SocketFactory;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.relay.admission.IpPrefix;
import org.phantomnet.relay.federation.FederationLimits;
import org.phantomnet.relay.federation.FederationRole;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.mailbox.MailboxLimits;
import org.phantomnet.relay.mailbox.MailboxRole;
import org.phantomnet.relay.mailbox.storage.StorageException;

/**
 * A real mailbox on loopback for tests: TLS, WebSocket, SQLite. May be stopped and started again on
 * its port.
 */
public final class LiveMailbox implements AutoCloseable {
  private final Path directory;
  private final MailboxLimits limits;
  private final Clock clock;
  private final InetSocketAddress address;
  private final MailboxKeys keys;
  private boolean running;
  private HttpsServer server;
  private MailboxRole role;
  private FederationRole federation;

  private LiveMailbox(Path directory, MailboxLimits limits, Clock clock) throws IOException {
    this.directory = directory;
    this.limits = limits;
    this.clock = clock;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      this.address = new InetSocketAddress("127.0.0.1", free.getLocalPort());
    }
    this.role = openRole();
    this.federation = openFederation();
    this.server = openServer();
    this.running = true;
    this.keys = new MailboxKeys(name(), tls().pin(), role.trustRoot());
  }

  public static LiveMailbox start(Path directory) throws IOException {
    return start(directory, MailboxLimits.STANDARD, Clock.systemUTC());
  }

  public static LiveMailbox start(Path directory, MailboxLimits limits, Clock clock)
      throws IOException {
    return new LiveMailbox(directory, limits, clock);
  }

  public MailboxKeys keys() {
    return keys;
  }

  public HttpMailbox client() {
    return client(Clock.systemUTC());
  }

  public HttpMailbox client(Clock clientClock) {
    return client(clientClock, SocketFactory.getDefault());
  }

  public HttpMailbox client(Clock clientClock, SocketFactory sockets) {
    return new HttpMailbox(
        keys,
        clientClock,
        TestDevice.RANDOM,
        new Backoff(java.time.Duration.ofMillis(20), java.time.Duration.ofMillis(200)),
        sockets);
  }

  public void stop() throws IOException {
    if (running) {
      running = false;
      server.close();
      federation.close();
      try {
        role.close();
      } catch (StorageException e) {
        throw new IOException(e);
      }
    }
  }

  public void restart() throws IOException {
    stop();
    role = openRole();
    federation = openFederation();
    server = openServer();
    running = true;
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  private MailboxRole openRole() throws IOException {
    try {
      return MailboxRole.open(name(), directory, limits, clock, TestDevice.RANDOM);
    } catch (StorageException e) {
      throw new IOException(e);
    }
  }

  private FederationRole openFederation() throws IOException {
    return FederationRole.open(
        name(),
        role,
        directory,
        tls().pin(),
        List.of(new IpPrefix(Bytes.copyOf(new byte[] {127, 0, 0, 0}), 8)),
        FederationLimits.STANDARD,
        clock,
        TestDevice.RANDOM);
  }

  private HttpsServer openServer() throws IOException {
    HttpsServer opened = new HttpsServer(tls(), clock);
    role.mount(opened);
    federation.mount(opened);
    opened.listen(address);
    return opened;
  }

  private TlsIdentity tls() throws IOException {
    return TlsIdentity.readOrCreate(directory.resolve("tls.pem"), clock);
  }

  private String name() {
    return "127.0.0.1:" + address.getPort();
  }
}
