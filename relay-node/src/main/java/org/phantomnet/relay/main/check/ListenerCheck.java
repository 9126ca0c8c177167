package org.phantomnet.relay.main.check;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      turn.udp().forEach(address -> all.add(new Wanted("turn.udp", true, address)));
      turn.tcp().forEach(address -> all.add(new Wanted("turn.tcp", false, address)));
      turn.tls().forEach(address -> all.add(new Wanted("turn.tls", false, address)));
      turn.web().forEach(address -> all.add(new Wanted("turn.web", false, address)));
      for (InetAddress address : turn.relayed()) {
        all.add(new Wanted("turn.min-port", true, new InetSocketAddress(address, turn.minPort())));
        all.add(new Wanted("turn.max-port", true, new InetSocketAddress(address, turn.maxPort())));
      }
    }
    config.https().ifPresent(address -> all.add(new Wanted("https.listen", false, address)));
    config.metrics().ifPresent(address -> all.add(new Wanted("metrics.listen", false, address)));
    return all;
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
      } catch (BindException e) {
        return List.of(Finding.fail(PORTS, text() + " " + remedy(e)));
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
            ? "needs CAP_NET_BIND_SERVICE: the systemd unit gives it; a check as root sees the rest"
            : "is not allowed here: ask who runs this machine";
      }
      return said.contains("cannot assign") || said.contains("assign requested")
          ? "is not this machine's address: name one that 'ip address' shows"
          : "is taken: 'ss -lntup' shows by whom; stop that, or choose another port";
    }
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
