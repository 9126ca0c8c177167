package org.phantomnet.relay.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.admission.SharedSecret;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TokenDesk;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.counters.Counts;
import org.phantomnet.relay.directory.DirectoryRole;
import org.phantomnet.relay.directory.ListMirror;
import org.phantomnet.relay.directory.PublishedList;
import org.phantomnet.relay.directory.Submissions;
import org.phantomnet.relay.federation.FederationLimits;
import org.phantomnet.relay.federation.FederationRole;
import org.phantomnet.relay.https.HttpsServer;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.issuer.IssuerRole;
import org.phantomnet.relay.mailbox.MailboxRole;
import org.phantomnet.relay.main.check.ListenerCheck;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.DirectorySettings;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import org.phantomnet.relay.main.config.TurnSettings;
import org.phantomnet.relay.metrics.MetricsServer;
import org.phantomnet.relay.metrics.NodeFigures;
import org.phantomnet.relay.turn.TurnConfig;
import org.phantomnet.relay.turn.TurnEnvironment;
import org.phantomnet.relay.turn.TurnServer;

/** A running node: the roles of its configuration, from {@link #start} to {@link #close}. */
final class RelayNode implements AutoCloseable {
  private static final String TRAFFIC_FILE = "traffic.txt";

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final Map<String, Object> ready = new LinkedHashMap<>();
  private final Clock clock;
  private final Instant started;
  private volatile NodeConfig config;
  private Optional<TurnServer> turn = Optional.empty();
  private Optional<TrafficWatch> traffic = Optional.empty();
  private Optional<NodeTokens> tokens = Optional.empty();
  private Optional<LiveCertificate> certificate = Optional.empty();
  private volatile boolean draining;

  private RelayNode(NodeConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
    started = clock.instant();
  }

  /**
   * Binds every listener of the configuration.
   *
   * @throws ConfigException if a listener cannot be bound: says which, and what to do
   * @throws IOException if the data directory cannot be used
   */
  static RelayNode start(NodeConfig config, Clock clock, RandomSource random)
      throws IOException, ConfigException {
    RelayNode node = new RelayNode(config, clock);
    boolean started = false;
    try {
      node.open(random);
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

  /** The configuration that holds, with what reloads changed. */
  NodeConfig config() {
    return config;
  }

  /** Allocations that live; 0 on a node that does not relay. */
  int liveAllocations() {
    return turn.map(TurnServer::liveAllocations).orElse(0);
  }

  /** From now on no new allocation; those that live go on. */
  void drain() {
    draining = true;
    turn.ifPresent(server -> server.drain(TurnParts.alternates(config.alternates())));
  }

  /**
   * Takes over what a running node can of a configuration that has been checked as a whole; the
   * rest stays as it was, in this node and for the next comparison.
   *
   * @throws ConfigException if it cannot be used: nothing has changed then
   */
  @Rule("NODE-4")
  Reload reload(NodeConfig fresh) throws ConfigException {
    Reload changes = Reload.between(config, fresh);
    NodeConfig next = config.takeOver(fresh);
    if (certificate.isPresent()) {
      certificate.get().replace(next, clock); // the one step that can fail is first
    } else if (next.tls().isPresent()) {
      LiveCertificate.load(next, clock); // no listener shows it yet, but it must be right
    }
    if (turn.isPresent() && next.turn().isPresent()) {
      turn.get().limit(next.turn().get().limits());
    }
    config = next;
    tokens.ifPresent(NodeTokens::readNow);
    if (draining) {
      drain();
    }
    return changes;
  }

  private NodeFigures figures() {
    return new NodeFigures(
        turn.map(TurnServer::counters).orElseGet(() -> Counts.of(List.of())),
        liveAllocations(),
        turn.map(server -> server.limits().allocationsPerNode()).orElse(0),
        draining,
        started,
        certificate.map(LiveCertificate::endsAt).orElse(OptionalLong.empty()),
        traffic.map(TrafficWatch::sent).orElse(0L),
        turn.map(server -> server.limits().monthlyBytes()).orElse(TurnLimits.ANY_TRAFFIC));
  }

  private void open(RandomSource random) throws IOException, ConfigException {
    NodeFiles files = new NodeFiles(config.data());
    toClose.push(RunFile.require(config.data()));
    ready.put("event", "ready");
    Bytes relayId = NodeKeys.relayId(files, random);
    ready.put("relayId", hex(relayId));
    SharedSecret secret = NodeKeys.turnSecret(files, random);
    toClose.push(secret);
    if (config.turn().isPresent()) {
      openTurn(config.turn().get(), relayId, secret, random);
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
    if (config.metrics().isPresent()) {
      openMetrics(config.metrics().get(), clock);
    }
  }

  private void openMetrics(InetSocketAddress address, Clock clock) throws ConfigException {
    try {
      MetricsServer server = MetricsServer.open(address, this::figures, clock);
      toClose.push(server);
      ready.put("metrics", text(server.address()));
    } catch (IOException e) {
      throw cannotListen("metrics.listen", ListenerCheck.trouble("metrics.listen", address));
    }
  }

  private void openTurn(
      TurnSettings settings, Bytes relayId, SharedSecret secret, RandomSource random)
      throws IOException, ConfigException {
    Optional<TurnConfig.Front> front = Optional.empty();
    if (settings.needsCertificate()) {
      certificate = Optional.of(LiveCertificate.load(config, clock));
      front =
          Optional.of(new TurnConfig.Front(certificate.get()::context, TurnParts.page(settings)));
    }
    TurnConfig parts = TurnParts.config(settings, config.testEstate(), secret, front);
    Optional<TokenDesk> desk = Optional.empty();
    if (config.tokens().isPresent()) {
      NodeTokens opened =
          NodeTokens.open(config, config.tokens().get(), relayId, parts, clock, random);
      toClose.push(opened); // closed after the server, which is pushed later
      tokens = Optional.of(opened);
      desk = Optional.of(opened.desk());
    }
    TurnServer server;
    try {
      server = TurnServer.start(parts, TurnEnvironment.system(), desk);
    } catch (IOException e) {
      throw cannotListen("a listener of [turn]", ListenerCheck.trouble(settings));
    }
    turn = Optional.of(server);
    toClose.push(server);
    openTraffic(server);
    for (TurnConfig.Listener listener : server.addresses()) {
      String key =
          switch (listener.kind()) {
            case UDP -> "turnUdp";
            case TCP -> "turnTcp";
            case TLS -> "turnTls";
            case WEB -> "turnWeb";
          };
      ready.putIfAbsent(
          key,
          text(
              new InetSocketAddress(
                  InetAddress.getByAddress(listener.address().toByteArray()), listener.port())));
    }
  }

  private void openTraffic(TurnServer server) throws ConfigException {
    Path file = config.data().resolve(TRAFFIC_FILE);
    try {
      TrafficWatch watch =
          new TrafficWatch(
              server,
              file,
              clock,
              () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
              () -> config.drain());
      toClose.push(watch); // closed before the server, whose last figures it writes
      traffic = Optional.of(watch);
      watch.start();
    } catch (IOException e) {
      throw new ConfigException(
          "data: "
              + file
              + " cannot be read as this node's record of traffic: restore it, or delete it to"
              + " count this month from zero");
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
      MailboxRole mailbox = RoleParts.mailbox(name, config, clock, random);
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
    if (config.directory().isPresent()) {
      openDirectory(config.directory().get(), config.testEstate(), files, server, random);
    }
    if (config.roles().contains(NodeConfig.Role.ISSUER)) {
      new IssuerRole(
              relayId,
              config.difficulty(),
              () -> RoleParts.grant(relayId, credentials, clock, random),
              clock,
              random)
          .mount(server);
    }
    if (config.issuing().isPresent()) {
      toClose.remove(server);
      toClose.push( // closed after the listener
          NodeTokens.mount(config.issuing().get(), files, relayId, server, clock, random));
      toClose.push(server);
    }
    try {
      int port = server.listen(address);
      ready.put("https", text(new InetSocketAddress(address.getAddress(), port)));
    } catch (IOException e) {
      throw cannotListen("https.listen", ListenerCheck.trouble("https.listen", address));
    }
    ready.put("mailboxPin", hex(tls.pin()));
  }

  private void openDirectory(
      DirectorySettings settings,
      boolean testEstate,
      NodeFiles files,
      HttpsServer server,
      RandomSource random) {
    new DirectoryRole(
            settings.list(),
            files.descriptor(),
            settings.pending().map(folder -> new Submissions(folder, testEstate, clock)))
        .mount(server);
    if (!settings.mirrors().isEmpty()) {
      PublishedList published =
          new PublishedList(
              settings.list(), settings.trust().orElseThrow().verifier(clock, testEstate));
      ListMirror mirror = new ListMirror(published, settings.mirrors(), random);
      toClose.push(mirror);
      mirror.start();
    }
  }

  /**
   * @param trouble what a second look found; empty if it was over by then
   */
  private static ConfigException cannotListen(String key, Optional<String> trouble) {
    return new ConfigException(
        "cannot listen: " + trouble.orElse(key + " could not be bound a moment ago: start again"));
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
