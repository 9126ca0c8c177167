package org.phantomnet.relay.main;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.TurnSettings;

/**
 * What differs between the configuration that runs and a fresh one: keys that a running node takes
 * over, and keys that need a restart. Immutable.
 *
 * @param applied keys that hold from now on
 * @param restart keys that stay as they were until the node is started anew
 */
record Reload(List<String> applied, List<String> restart) {
  Reload {
    applied = List.copyOf(applied);
    restart = List.copyOf(restart);
  }

  /** Compares key by key; changes nothing. */
  static Reload between(NodeConfig running, NodeConfig fresh) {
    Keys keys = new Keys(running, fresh);
    keys.restart("data", NodeConfig::data);
    keys.restart("roles", NodeConfig::roles);
    keys.restart("test-estate", NodeConfig::testEstate);
    keys.restart("https.listen", NodeConfig::https);
    keys.restart("mailbox.name", NodeConfig::mailboxName);
    keys.restart("directory", NodeConfig::directory);
    keys.restart("issuer.difficulty", NodeConfig::difficulty);
    keys.restart("issuer", NodeConfig::issuing);
    keys.restart("tokens", NodeConfig::tokens);
    keys.restart("metrics.listen", NodeConfig::metrics);
    keys.live("drain.seconds", NodeConfig::drain);
    keys.live("drain.alternates", NodeConfig::alternates);
    keys.live("tls", NodeConfig::tls);
    keys.restart("turn.udp", turn(TurnSettings::udp));
    keys.restart("turn.tcp", turn(TurnSettings::tcp));
    keys.restart("turn.tls", turn(TurnSettings::tls));
    keys.restart("turn.web", turn(TurnSettings::web));
    keys.restart("turn.page", turn(TurnSettings::page));
    keys.restart("turn.relayed", turn(TurnSettings::relayed));
    keys.restart("turn.advertised", turn(TurnSettings::advertised));
    keys.restart("turn.min-port", turn(TurnSettings::minPort));
    keys.restart("turn.max-port", turn(TurnSettings::maxPort));
    keys.restart("turn.realm", turn(TurnSettings::realm));
    keys.restart("turn.loops", turn(TurnSettings::loops));
    keys.restart("turn.forward", turn(TurnSettings::forward));
    keys.live("limits.allocations", turn(turn -> turn.limits().allocationsPerNode()));
    keys.live(
        "limits.allocations-per-credential",
        turn(turn -> turn.limits().allocationsPerCredential()));
    keys.live("limits.bits-per-second", turn(turn -> turn.limits().bitsPerSecond()));
    keys.live("limits.node-bits-per-second", turn(turn -> turn.limits().nodeBitsPerSecond()));
    keys.live("limits.allocations-per-prefix", turn(turn -> turn.limits().allocationsPerPrefix()));
    keys.live("limits.monthly-traffic", turn(turn -> turn.limits().monthlyBytes()));
    keys.restart(
        "limits.connections-per-prefix", turn(turn -> turn.limits().connectionsPerPrefix()));
    keys.restart("limits.connections", turn(turn -> turn.limits().tcpConnectionsPerNode()));
    return new Reload(keys.applied, keys.restart);
  }

  /** One line for the operator. */
  String words() {
    return "read the configuration again: "
        + (applied.isEmpty() ? "nothing new" : "now holds " + String.join(", ", applied))
        + (restart.isEmpty() ? "" : "; needs a restart: " + String.join(", ", restart));
  }

  private static <T> Function<NodeConfig, Optional<T>> turn(Function<TurnSettings, T> key) {
    return config -> config.turn().map(key);
  }

  private static final class Keys {
    private final NodeConfig running;
    private final NodeConfig fresh;
    private final List<String> applied = new ArrayList<>();
    private final List<String> restart = new ArrayList<>();

    private Keys(NodeConfig running, NodeConfig fresh) {
      this.running = running;
      this.fresh = fresh;
    }

    private void live(String key, Function<NodeConfig, ?> value) {
      note(key, value, applied);
    }

    private void restart(String key, Function<NodeConfig, ?> value) {
      note(key, value, restart);
    }

    private void note(String key, Function<NodeConfig, ?> value, List<String> where) {
      if (!Objects.equals(value.apply(running), value.apply(fresh))) {
        where.add(key);
      }
    }
  }
}
