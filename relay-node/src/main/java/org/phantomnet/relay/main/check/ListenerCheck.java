package org.phantomnet.relay.main.check;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.phantomnet.relay.main.config.NodeConfig;
import org.phantomnet.relay.main.config.TurnSettings;

/** Whether the node's ports can be bound, and whether its addresses are this machine's. */
public final class ListenerCheck {
  private static final String PORTS = "ports";
  private static final String ADDRESS = "address";
  private static final int PRIVILEGED = 1_024;

  private ListenerCheck() {}

  /**
   * Binds each port for a moment.
   *
   * @param running whether the node runs, and so holds its ports itself
   */
  public static List<Finding> ports(NodeConfig config, boolean running) {
    if (running) {
      return List.of(Finding.ok(PORTS, "the node runs and holds its ports"));
    }
    List<Finding> findings = new ArrayList<>();
    int free = 0;
    for (Wanted wanted : wanted(config)) {
      List<Finding> found = wanted.bind();
      findings.addAll(found);
      free += found.isEmpty() ? 1 : 0;
    }
    if (findings.isEmpty()) {
      findings.add(Finding.ok(PORTS, free + " listeners can be bound"));
    }
    return findings;
  }

  private static List<Wanted> wanted(NodeConfig config) {
    List<Wanted> all = new ArrayList<>();
    if (config.turn().isPresent()) {
      TurnSettings turn = config.turn().get();
      all.addAll(wanted(turn));
      for (InetAddress address : turn.relayed()) {
        all.add(new Wanted("turn.min-port", true, new InetSocketAddress(address, turn.minPort())));
        all.add(new Wanted("turn.max-port", true, new InetSocketAddress(address, turn.maxPort())));
      }
    }
    config.https().ifPresent(address -> all.add(new Wanted("https.listen", false, address)));
    config.metrics().ifPresent(address -> all.add(new Wanted("metrics.listen", false, address)));
    return all;
  }

  private static List<Wanted> wanted(TurnSettings turn) {
    List<Wanted> all = new ArrayList<>();
    turn.udp().forEach(address -> all.add(new Wanted("turn.udp", true, address)));
    turn.tcp().forEach(address -> all.add(new Wanted("turn.tcp", false, address)));
    turn.tls().forEach(address -> all.add(new Wanted("turn.tls", false, address)));
    turn.web().forEach(address -> all.add(new Wanted("turn.web", false, address)));
    return all;
  }

  /** Which listener of [turn] cannot be bound now, why, and what to do; empty if all can. */
  public static Optional<String> trouble(TurnSettings turn) {
    return wanted(turn).stream()
        .flatMap(one -> one.bind().stream())
        .map(Finding::words)
        .findFirst();
  }

  /** Why that TCP listener cannot be bound now, and what to do; empty if it can. */
  public static Optional<String> trouble(String key, InetSocketAddress address) {
    return new Wanted(key, false, address).bind().stream().map(Finding::words).findFirst();
  }

  private record Wanted(String key, boolean udp, InetSocketAddress address) {
    List<Finding> bind() {
      try {
        if (udp) {
          new DatagramSocket(address).close();
        } else {
          try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address, 1);
          }
        }
        return List.of();
      } catch (IOException e) {
        return List.of(Finding.fail(PORTS, text() + " " + remedy(e)));
      }
    }

    private String text() {
      return key
          + " "
          + address.getAddress().getHostAddress()
          + " port "
          + address.getPort()
          + (udp ? " (UDP)" : " (TCP)");
    }

    private String remedy(IOException e) {
      String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
      if (said.contains("permission")) {
        return address.getPort() < PRIVILEGED
            ? "needs CAP_NET_BIND_SERVICE: the systemd unit gives it; without it use a port from 1024"
                + " on, or see 443 in docs/operators.md"
            : "is not allowed here: ask who runs this machine";
      }
      if (said.contains("cannot assign") || said.contains("assign requested")) {
        return "is not this machine's address: name one that 'ip address' shows";
      }
      if (said.contains("too many open files")) {
        return "cannot be opened: this user has no descriptors left, see 'ulimit -n'";
      }
      return said.contains("in use")
          ? "is taken: 'ss -lntup' shows by whom; stop that, or choose another port"
          : "cannot be bound: see that this machine has such an address, and IPv6 where it is one";
    }
  }

  /** Whether strangers can read the node's sums. */
  public static List<Finding> metrics(NodeConfig config) {
    return config
        .metrics()
        .filter(address -> !address.getAddress().isLoopbackAddress())
        .map(
            address ->
                List.of(
                    Finding.warn(
                        "metrics",
                        "metrics.listen "
                            + address.getAddress().getHostAddress()
                            + " is not loopback: whoever reaches it reads this node's sums. Use"
                            + " 127.0.0.1, and SSH or WireGuard from elsewhere")))
        .orElse(List.of());
  }

  /** Whether peers and clients can reach what the node will name. */
  public static List<Finding> addresses(NodeConfig config) throws IOException {
    if (config.turn().isEmpty()) {
      return List.of();
    }
    TurnSettings turn = config.turn().get();
    List<InetAddress> own =
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < turn.relayed().size(); i++) {
      InetAddress bound = turn.relayed().get(i);
      InetAddress told = turn.advertised().isEmpty() ? bound : turn.advertised().get(i);
      if (own.stream().noneMatch(bound::equals) && !bound.isLoopbackAddress()) {
        findings.add(
            Finding.fail(
                ADDRESS,
                "turn.relayed "
                    + bound.getHostAddress()
                    + " is not this machine's: name one that 'ip address' shows"));
      } else if (isPrivate(told) && !config.testEstate()) {
        findings.add(
            Finding.fail(
                ADDRESS,
                told.getHostAddress()
                    + " is not public: behind a NAT name the public one as turn.advertised"));
      } else {
        findings.add(Finding.ok(ADDRESS, "calls will be told " + told.getHostAddress()));
      }
    }
    return findings;
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] octets = address.getAddress();
    boolean uniqueLocal = octets.length == 16 && (octets[0] & 0xFE) == 0xFC;
    boolean shared = octets.length == 4 && octets[0] == 100 && (octets[1] & 0xC0) == 64;
    return address.isLoopbackAddress()
        || address.isSiteLocalAddress()
        || address.isLinkLocalAddress()
        || address.isAnyLocalAddress()
        || uniqueLocal
        || shared;
  }
}
