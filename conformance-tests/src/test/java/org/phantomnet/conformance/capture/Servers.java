package org.phantomnet.conformance.capture;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.phantomnet.conformance.lab.Machine;

/** The nodes that everybody's client knows: relays, the first with the directory, and a mailbox. */
enum Servers {
  /** What most tests need. */
  TWO_RELAYS(List.of(Relay.NORTH, Relay.SOUTH), false),
  /** For people who call often: a client has four grants for each relay at a time (GRANT-5). */
  THREE_RELAYS(List.of(Relay.NORTH, Relay.SOUTH, Relay.WEST), false),
  /** For homes without IPv4. Allocations are IPv4 addresses, as libwebrtc asks for them. */
  BY_IPV6(List.of(Relay.NORTH, Relay.SOUTH), true);

  private static final int TURN = 3478;
  private static final int HTTPS = 8443;
  private static final int FIRST_RELAYED = 20_000;
  private static final int LAST_RELAYED = 29_999;
  private static final String POST = "192.0.2.80";
  private static final String POST_BY_IPV6 = "2001:db8:80:0:0:0:0:1";

  private enum Relay {
    NORTH("192.0.2.53", "2001:db8:53:0:0:0:0:1"),
    SOUTH("198.51.100.53", "2001:db8:54:0:0:0:0:1"),
    WEST("192.0.2.54", "2001:db8:55:0:0:0:0:1");

    private final String ipv4;
    private final String ipv6;

    Relay(String ipv4, String ipv6) {
      this.ipv4 = ipv4;
      this.ipv6 = ipv6;
    }

    private String machine() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final List<Relay> relays;
  private final boolean ipv6;

  Servers(List<Relay> relays, boolean ipv6) {
    this.relays = relays;
    this.ipv6 = ipv6;
  }

  private String address(Relay relay) {
    return ipv6 ? relay.ipv6 : relay.ipv4;
  }

  private String post() {
    return ipv6 ? POST_BY_IPV6 : POST;
  }

  List<Machine> machines() {
    return Stream.concat(
            relays.stream().map(relay -> machine(relay.machine(), relay.ipv4, relay.ipv6)),
            Stream.of(machine("post", POST, POST_BY_IPV6)))
        .toList();
  }

  private Machine machine(String name, String address, String address6) {
    return ipv6 ? Machine.onInternet(name, address, address6) : Machine.onInternet(name, address);
  }

  /** Options of {@code relay estate}. */
  List<String> nodes() {
    return Stream.concat(
            relays.stream().map(this::node),
            Stream.of("post=" + literal(post()) + ",https=" + HTTPS + ",roles=mailbox"))
        .toList();
  }

  private String node(Relay relay) {
    return (relay.machine() + "=" + literal(address(relay)) + ":" + TURN + ",https=" + HTTPS)
        + (ipv6 ? ",relayed=" + relay.ipv4 : "")
        + (relay == Relay.NORTH ? ",roles=turn+directory+issuer" : ",roles=turn+issuer");
  }

  private static String literal(String address) {
    return address.indexOf(':') < 0 ? address : "[" + address + "]";
  }

  /** Mailbox, directory and issuers. */
  Set<Endpoint> endpoints() {
    Set<Endpoint> endpoints = new HashSet<>(Set.of(Endpoint.of(post(), HTTPS)));
    relays.forEach(relay -> endpoints.add(Endpoint.of(address(relay), HTTPS)));
    return endpoints;
  }

  /** All addresses of their machines. */
  Set<Host> hosts() {
    Set<Host> hosts = new HashSet<>(Set.of(Host.of(POST), Host.of(POST_BY_IPV6)));
    for (Relay relay : relays) {
      hosts.add(Host.of(relay.ipv4));
      hosts.add(Host.of(relay.ipv6));
    }
    return hosts;
  }

  List<WirePolicy.Relay> relays() {
    return relays.stream()
        .map(
            relay ->
                new WirePolicy.Relay(
                    Endpoint.of(address(relay), TURN),
                    Set.of(Host.of(relay.ipv4)),
                    FIRST_RELAYED,
                    LAST_RELAYED))
        .toList();
  }

  /** As people type it. */
  String user(String name) {
    return name + "@" + literal(post()) + ":" + HTTPS;
  }
}
