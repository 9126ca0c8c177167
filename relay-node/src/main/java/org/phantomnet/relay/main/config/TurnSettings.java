package org.phantomnet.relay.main.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.phantomnet.relay.admission.TurnLimits;
import org.phantomnet.relay.forward.ForwardMode;

/**
 * The table [turn] and its limits, checked. Immutable.
 *
 * @param tls TURN over TLS only
 * @param web TLS, TURN without TLS and HTTP on one port, usually 443
 * @param page the HTML file that HTTP requests get; absent for a built-in one
 * @param relayed addresses of the relayed ports, at most one a family
 * @param advertised what clients are told in place of {@code relayed}, in its order; empty unless a
 *     one-to-one NAT stands before the node
 * @param loops event loops
 */
public record TurnSettings(
    List<InetSocketAddress> udp,
    List<InetSocketAddress> tcp,
    List<InetSocketAddress> tls,
    List<InetSocketAddress> web,
    Optional<Path> page,
    List<InetAddress> relayed,
    List<InetAddress> advertised,
    int minPort,
    int maxPort,
    String realm,
    int loops,
    ForwardMode forward,
    TurnLimits limits) {
  private static final int DEFAULT_MIN_PORT = 49_152;
  private static final int MAX_PORT = 65_535;
  private static final int MAX_LOOPS = 64;
  private static final int MAX_REALM_LENGTH = 127;
  private static final int MOST_ALLOCATIONS = 1_000_000;
  private static final int MOST_PER_CREDENTIAL = 100;
  private static final long LEAST_BITS = 64_000;
  private static final long MOST_BITS = 10_000_000_000L;

  public TurnSettings {
    udp = List.copyOf(udp);
    tcp = List.copyOf(tcp);
    tls = List.copyOf(tls);
    web = List.copyOf(web);
    relayed = List.copyOf(relayed);
    advertised = List.copyOf(advertised);
  }

  /** Reads [turn]; the limits are those of [limits], which may be absent. */
  static TurnSettings of(ConfigTable table, Optional<ConfigTable> limits, Path directory)
      throws ConfigException {
    List<InetSocketAddress> udp = table.socketAddresses("udp");
    List<InetSocketAddress> tcp = table.socketAddresses("tcp");
    List<InetSocketAddress> tls = table.socketAddresses("tls");
    List<InetSocketAddress> web = table.socketAddresses("web");
    if (udp.isEmpty() && tcp.isEmpty() && tls.isEmpty() && web.isEmpty()) {
      throw table.wrong(
          "udp", "is missing: a TURN server needs a listener, like udp = [\"192.0.2.1:3478\"]");
    }
    List<InetAddress> relayed = table.addresses("relayed");
    List<InetAddress> advertised = table.addresses("advertised");
    checkRelayed(table, relayed, advertised);
    int minPort = table.number("min-port", 1_024, MAX_PORT, DEFAULT_MIN_PORT);
    int maxPort = table.number("max-port", 1_024, MAX_PORT, MAX_PORT);
    if (maxPort <= minPort) {
      throw table.wrong("max-port", "must be above turn.min-port");
    }
    refuseRelayedPorts(table, "udp", udp, minPort, maxPort);
    refuseRelayedPorts(table, "tcp", tcp, minPort, maxPort);
    refuseRelayedPorts(table, "tls", tls, minPort, maxPort);
    refuseRelayedPorts(table, "web", web, minPort, maxPort);
    refuseTwice(table, "udp", udp, new ArrayList<>());
    List<InetSocketAddress> overTcp = new ArrayList<>();
    refuseTwice(table, "tcp", tcp, overTcp);
    refuseTwice(table, "tls", tls, overTcp);
    refuseTwice(table, "web", web, overTcp);
    String realm = table.text("realm");
    if (realm.length() > MAX_REALM_LENGTH) {
      throw table.wrong("realm", "must have at most " + MAX_REALM_LENGTH + " characters");
    }
    TurnSettings turn =
        new TurnSettings(
            udp,
            tcp,
            tls,
            web,
            table.optionalPath("page", directory),
            relayed,
            advertised,
            minPort,
            maxPort,
            realm,
            table.number("loops", 1, MAX_LOOPS, 1),
            forward(table),
            limits.isPresent() ? limits(limits.get()) : TurnLimits.DEFAULT);
    table.refuseUnknownKeys();
    return turn;
  }

  private static void checkRelayed(
      ConfigTable table, List<InetAddress> relayed, List<InetAddress> advertised)
      throws ConfigException {
    if (relayed.isEmpty()) {
      throw table.wrong(
          "relayed",
          "is missing: name the address of the relayed ports, like relayed = [\"192.0.2.1\"]");
    }
    if (relayed.stream().map(InetAddress::getClass).distinct().count() != relayed.size()) {
      throw table.wrong("relayed", "may hold one IPv4 address and one IPv6 address");
    }
    for (InetAddress address : relayed) {
      if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
        throw table.wrong("relayed", "must be one address of this machine: 'ip address' shows it");
      }
    }
    List<Class<?>> families = new ArrayList<>();
    relayed.forEach(address -> families.add(address.getClass()));
    List<Class<?>> told = new ArrayList<>();
    advertised.forEach(address -> told.add(address.getClass()));
    if (!advertised.isEmpty() && !told.equals(families)) {
      throw table.wrong(
          "advertised",
          "must name one address for each of turn.relayed, in the same order and family");
    }
  }

  private static void refuseRelayedPorts(
      ConfigTable table, String key, List<InetSocketAddress> listeners, int minPort, int maxPort)
      throws ConfigException {
    for (InetSocketAddress listener : listeners) {
      if (listener.getPort() >= minPort && listener.getPort() <= maxPort) {
        throw table.wrong(
            key, "has a port between turn.min-port and turn.max-port: choose another port");
      }
    }
  }

  /**
   * All but UDP are TCP to the system.
   *
   * @param taken those of the same transport so far; gets these as well
   */
  private static void refuseTwice(
      ConfigTable table,
      String key,
      List<InetSocketAddress> listeners,
      List<InetSocketAddress> taken)
      throws ConfigException {
    for (InetSocketAddress listener : listeners) {
      if (taken.stream().anyMatch(other -> NodeConfig.same(listener, other))) {
        throw table.wrong(
            key,
            "has a port that is there already, in turn."
                + (key.equals("udp")
                    ? "udp: name it once"
                    : "tcp, turn.tls or turn.web: name it once")
                + (key.equals("web") ? ", in turn.web, which serves all three" : ""));
      }
      taken.add(listener);
    }
  }

  /** Listeners that are TCP to the system. */
  List<InetSocketAddress> overTcp() {
    return Stream.of(tcp, tls, web).flatMap(List::stream).toList();
  }

  /** Whether a listener meets TLS. */
  public boolean needsCertificate() {
    return !tls.isEmpty() || !web.isEmpty();
  }

  private static ForwardMode forward(ConfigTable table) throws ConfigException {
    String text = table.optionalText("forward").orElse("strict");
    for (ForwardMode mode : ForwardMode.values()) {
      if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
        return mode;
      }
    }
    throw table.wrong("forward", "must be \"strict\", or for tests \"demux\" or \"off\"");
  }

  private static TurnLimits limits(ConfigTable table) throws ConfigException {
    TurnLimits usual = TurnLimits.DEFAULT;
    TurnLimits limits =
        new TurnLimits(
            table.number(
                "allocations-per-credential",
                1,
                MOST_PER_CREDENTIAL,
                usual.allocationsPerCredential()),
            table.number("allocations", 1, MOST_ALLOCATIONS, usual.allocationsPerNode()),
            usual.permissionsPerAllocation(),
            usual.channelsPerAllocation(),
            table.longNumber("bits-per-second", LEAST_BITS, MOST_BITS, usual.bitsPerSecond()),
            table.number("connections", 1, MOST_ALLOCATIONS, usual.tcpConnectionsPerNode()),
            table.longNumber(
                "node-bits-per-second", LEAST_BITS, TurnLimits.ANY_RATE, usual.nodeBitsPerSecond()),
            table.number(
                "allocations-per-prefix", 1, MOST_ALLOCATIONS, usual.allocationsPerPrefix()),
            table.number(
                "connections-per-prefix", 1, MOST_ALLOCATIONS, usual.connectionsPerPrefix()),
            monthlyTraffic(table));
    table.refuseUnknownKeys();
    return limits;
  }

  private static long monthlyTraffic(ConfigTable table) throws ConfigException {
    Optional<String> text = table.optionalText("monthly-traffic");
    return text.isEmpty()
        ? TurnLimits.ANY_TRAFFIC
        : ByteAmount.of(text.get())
            .orElseThrow(() -> table.wrong("monthly-traffic", "must be an amount, like \"2 TB\""));
  }

  /** As {@link NodeConfig#takeOver}. */
  TurnSettings takeOver(TurnSettings fresh) {
    TurnLimits next = fresh.limits;
    return new TurnSettings(
        udp,
        tcp,
        tls,
        web,
        page,
        relayed,
        advertised,
        minPort,
        maxPort,
        realm,
        loops,
        forward,
        next.withTcpConnections(limits.tcpConnectionsPerNode())
            .withPrefix(next.allocationsPerPrefix(), limits.connectionsPerPrefix()));
  }
}
