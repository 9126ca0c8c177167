package org.phantomnet.relay.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.directory.DirectoryRole;
import org.phantomnet.relay.directory.RelayIdentity;
import org.phantomnet.relay.federation.FederationLimits;
import org.phantomnet.relay.federation.FederationRole;
import org.phantomnet.relay.forward.ForwardMode;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.KeyFile;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.issuer.IssuerRole;
import org.phantomnet.relay.mailbox.MailboxLimits;
import org.phantomnet.relay.mailbox.MailboxRole;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.turn.TurnConfig;
import org.phantomnet.relay.turn.TurnServer;

/** A running node: the roles of its configuration, from {@link #start} to {@link #close}. */
final class RelayNode implements AutoCloseable {
  private static final int SECRET_LENGTH = 32;

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final Map<String, Object> ready = new LinkedHashMap<>();

  private RelayNode() {}

  /**
   * Binds every listener of the configuration.
   *
   * @throws ConfigException if a listener cannot be bound: says which, and what to do
   * @throws IOException if the data directory cannot be used
   */
  static RelayNode start(NodeConfig config, Clock clock, RandomSource random)
      throws IOException, ConfigException {
    RelayNode node = new RelayNode();
    boolean started = false;
    try {
      node.open(config, clock, random);
      started = true;
      return node;
    } finally {
      if (!started) {
        node.close();
      }
    }
  }

  /** What the ready line says: addresses and public keys, for whoever started the node. */
  Map<String, Object> ready() {
    return ready;
  }

  private void open(NodeConfig config, Clock clock, RandomSource random)
      throws IOException, ConfigException {
    NodeFiles files = new NodeFiles(config.data());
    ready.put("event", "ready");
    Bytes relayId;
    try (DirectoryKey key = RelayIdentity.readOrCreate(files.relayKey(), random)) {
      relayId = SignedDescriptor.relayId(key.publicKey());
    }
    ready.put("relayId", hex(relayId));
    SharedSecret secret = turnSecret(files, random);
    toClose.push(secret);
    if (config.turn().isPresent()) {
      openTurn(config.turn().get(), config.testEstate(), secret);
    }
    if (config.https().isPresent()) {
      openHttps(
          config,
          config.https().get(),
          relayId,
          new SharedSecretCredentials(secret),
          clock,
          random);
    }
  }

  private void openTurn(NodeConfig.Turn turn, boolean testEstate, SharedSecret secret)
      throws IOException, ConfigException {
    List<TurnConfig.Listener> listeners = new ArrayList<>();
    turn.udp().forEach(address -> listeners.add(listener(TurnConfig.ListenerKind.UDP, address)));
    turn.tcp().forEach(address -> listeners.add(listener(TurnConfig.ListenerKind.TCP, address)));
    List<TurnConfig.Relayed> relayed = new ArrayList<>();
    turn.relayed()
        .forEach(
            address -> relayed.add(new TurnConfig.Relayed(Bytes.copyOf(address.getAddress()))));
    TurnServer server;
    try {
      server =
          TurnServer.start(
              new TurnConfig(
                  listeners,
                  relayed,
                  turn.minPort(),
                  turn.maxPort(),
                  turn.realm(),
                  secret,
                  TurnLimits.DEFAULT.withBitsPerSecond(1000L * turn.kilobitsPerAllocation()),
                  ForwardMode.STRICT,
                  testEstate ? PeerPolicy.TEST_ESTATE : List.of(),
                  turn.loops()));
    } catch (IOException e) {
      throw cannotListen(
          "turn.udp " + texts(turn.udp()) + " and turn.tcp " + texts(turn.tcp()), "turn");
    }
    toClose.push(server);
    for (TurnConfig.Listener listener : server.addresses()) {
      String key = listener.kind() == TurnConfig.ListenerKind.UDP ? "turnUdp" : "turnTcp";
      ready.putIfAbsent(
          key,
          text(
              new InetSocketAddress(
                  InetAddress.getByAddress(listener.address().toByteArray()), listener.port())));
    }
  }

  private void openHttps(
      NodeConfig config,
      InetSocketAddress address,
      Bytes relayId,
      SharedSecretCredentials credentials,
      Clock clock,
      RandomSource random)
      throws IOException, ConfigException {
    NodeFiles files = new NodeFiles(config.data());
    TlsIdentity tls = TlsIdentity.readOrCreate(files.tls(), clock);
    HttpsServer server = new HttpsServer(tls, clock);
    if (config.mailboxName().isPresent()) {
      String name = config.mailboxName().get();
      MailboxRole mailbox = openMailbox(name, config, clock, random);
      toClose.push(mailbox); // closed after the listener, which is pushed later
      mailbox.mount(server);
      FederationRole federation =
          FederationRole.open(
              name,
              mailbox,
              config.data(),
              tls.pin(),
              config.testEstate() ? PeerPolicy.TEST_ESTATE : List.of(),
              FederationLimits.STANDARD,
              clock,
              random);
      toClose.push(federation);
      federation.mount(server);
      ready.put("mailbox", name);
      ready.put("mailboxTrustRoot", hex(mailbox.trustRoot()));
    }
    toClose.push(server);
    if (config.relayList().isPresent()) {
      new DirectoryRole(config.relayList().get(), files.descriptor()).mount(server);
    }
    if (config.roles().contains(NodeConfig.Role.ISSUER)) {
      new IssuerRole(
              relayId,
              config.difficulty(),
              () -> grant(relayId, credentials, clock, random),
              clock,
              random)
          .mount(server);
    }
    try {
      int port = server.listen(address);
      ready.put("https", text(new InetSocketAddress(address.getAddress(), port)));
    } catch (IOException e) {
      throw cannotListen("https.listen " + text(address), "https");
    }
    ready.put("mailboxPin", hex(tls.pin()));
  }

  private static MailboxRole openMailbox(
      String name, NodeConfig config, Clock clock, RandomSource random) throws ConfigException {
    try {
      return MailboxRole.open(name, config.data(), MailboxLimits.STANDARD, clock, random);
    } catch (StorageException e) {
      throw new ConfigException(
          "the mailbox's database in data " + config.data() + " " + e.reason().words());
    } catch (IOException e) {
      throw new ConfigException(
          "data "
              + config.data()
              + " holds a mailbox whose key cannot be read or made: check its owner and its disk");
    }
  }

  private static RelayGrant grant(
      Bytes relayId, SharedSecretCredentials credentials, Clock clock, RandomSource random) {
    Instant now = clock.instant();
    String username = SharedSecretCredentials.newUsername(now, random);
    return new RelayGrant(
        relayId,
        username,
        credentials.password(username),
        now.plus(SharedSecretCredentials.LIFETIME));
  }

  private static SharedSecret turnSecret(NodeFiles files, RandomSource random) throws IOException {
    byte[] value =
        KeyFile.readOrCreate(
            files.turnSecret(),
            () -> {
              byte[] fresh = new byte[SECRET_LENGTH];
              random.fill(fresh);
              return fresh;
            });
    try {
      return SharedSecret.of(value);
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }

  private static TurnConfig.Listener listener(
      TurnConfig.ListenerKind kind, InetSocketAddress address) {
    return new TurnConfig.Listener(
        kind, Bytes.copyOf(address.getAddress().getAddress()), address.getPort());
  }

  private static ConfigException cannotListen(String where, String table) {
    return new ConfigException(
        "cannot listen on "
            + where
            + ": the port is in use, or the address is not this machine's. Stop the other program"
            + " ('ss -lntup' shows it) or change the ["
            + table
            + "] table");
  }

  private static List<String> texts(List<InetSocketAddress> addresses) {
    return addresses.stream().map(RelayNode::text).toList();
  }

  static String text(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
  }

  private static String hex(Bytes bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  /** Stops every role, latest first. Idempotent. */
  @Override
  public void close() {
    while (!toClose.isEmpty()) {
      try {
        toClose.pop().close();
      } catch (Exception e) {
        // the others must be closed, too
      }
    }
  }
}
