package org.phantomnet.relay.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.HpkeKey;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.directory.DirectoryKey;
import org.phantomnet.protocol.directory.RelayDescriptor;
import org.phantomnet.protocol.directory.RelayDescriptor.Listener;
import org.phantomnet.protocol.directory.RelayDescriptor.ListenerKind;
import org.phantomnet.protocol.directory.SignedDescriptor;
import org.phantomnet.relay.directory.RelayIdentity;
import org.phantomnet.relay.https.TlsIdentity;
import org.phantomnet.relay.main.config.ConfigException;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.NodeFiles;
import org.phantomnet.relay.main.config.TurnSettings;

/** What a node's configuration says of it to others. Stateless. */
final class NodeDescriptor {
  private static final Duration BACKDATE = Duration.ofHours(1);
  private static final int MOST_LISTENERS = 16;

  private NodeDescriptor() {}

  /**
   * Signed with the node's own key, which is made if it is not there yet.
   *
   * @throws ConfigException if the configuration describes no relay
   */
  static SignedDescriptor of(NodeConfig config, Instant clock, RandomSource random)
      throws ConfigException, IOException {
    TurnSettings turn =
        config
            .turn()
            .orElseThrow(
                () -> new ConfigException("this node is no relay: add \"turn\" to its roles"));
    NodeFiles files = new NodeFiles(config.data());
    boolean issues = config.roles().contains(NodeConfig.Role.ISSUER) && config.https().isPresent();
    Instant now = clock.truncatedTo(ChronoUnit.SECONDS);
    List<InetAddress> told = turn.advertised().isEmpty() ? turn.relayed() : turn.advertised();
    Bytes pin =
        issues
            ? TlsIdentity.readOrCreate(files.tls(), java.time.Clock.systemUTC()).pin()
            : Bytes.EMPTY;
    try (DirectoryKey key = RelayIdentity.readOrCreate(files.relayKey(), random);
        HpkeKey tokens = NodeKeys.tokenKey(files, random)) {
      return SignedDescriptor.sign(
          new RelayDescriptor(
              key.publicKey(),
              listeners(turn),
              told.stream().map(address -> Bytes.copyOf(address.getAddress())).toList(),
              turn.minPort(),
              turn.maxPort(),
              "",
              config.join().region(),
              config.join().capacity(),
              turn.realm(),
              issues ? config.https().orElseThrow().getPort() : 0,
              pin,
              now.minus(BACKDATE),
              now.plus(Duration.ofDays(config.join().days())),
              config.tokens().isPresent() ? tokens.publicKey() : Bytes.EMPTY),
          key);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "this configuration cannot be told to others: turn.realm may hold A-Z, a-z, 0-9 and"
              + " '.', ':', '_', '-' only, and a port 0 is none");
    }
  }

  private static List<Listener> listeners(TurnSettings turn) {
    List<Listener> listeners = new ArrayList<>();
    turn.udp().forEach(at -> add(listeners, ListenerKind.UDP, at, turn));
    turn.tcp().forEach(at -> add(listeners, ListenerKind.TCP, at, turn));
    turn.tls().forEach(at -> add(listeners, ListenerKind.TLS, at, turn));
    turn.web().forEach(at -> add(listeners, ListenerKind.TLS, at, turn));
    return listeners.subList(0, Math.min(listeners.size(), MOST_LISTENERS));
  }

  /** As others reach it: what a NAT shows, and for a wildcard every address of its kind. */
  private static void add(
      List<Listener> listeners, ListenerKind kind, InetSocketAddress at, TurnSettings turn) {
    for (int i = 0; i < turn.relayed().size(); i++) {
      InetAddress own = turn.relayed().get(i);
      InetAddress told = turn.advertised().isEmpty() ? own : turn.advertised().get(i);
      boolean wildcard =
          at.getAddress().isAnyLocalAddress() && at.getAddress().getClass() == own.getClass();
      if (wildcard || at.getAddress().equals(own)) {
        listeners.add(new Listener(kind, Bytes.copyOf(told.getAddress()), at.getPort()));
        return;
      }
    }
    if (!at.getAddress().isAnyLocalAddress()) {
      listeners.add(new Listener(kind, Bytes.copyOf(at.getAddress().getAddress()), at.getPort()));
    }
  }
}
