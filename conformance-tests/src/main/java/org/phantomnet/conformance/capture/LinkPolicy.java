package org.phantomnet.conformance.capture;

import java.util.Optional;
import org.phantomnet.conformance.capture.Packet.Direction;
import org.phantomnet.conformance.capture.Packet.Kind;

/**
 * What a kernel says on its own to the routers of its link, in every mode: ARP for itself and for
 * them; of ICMPv6 the neighbour discovery of RFC 4861 and the listener reports of RFC 2710 and RFC
 * 3810, for the groups that it joins itself; IGMP queries of a router, but no report, for it joins
 * no IPv4 group that is reported; and that a port is closed, to a relay or, in Fast, a peer whose
 * packet came late.
 */
final class LinkPolicy {
  private static final int ROUTER_SOLICITATION = 133;
  private static final int ROUTER_ADVERTISEMENT = 134;
  private static final int NEIGHBOUR_SOLICITATION = 135;
  private static final int NEIGHBOUR_ADVERTISEMENT = 136;
  private static final int LISTENER_QUERY = 130;
  private static final int LISTENER_REPORT = 131;
  private static final int LISTENER_DONE = 132;
  private static final int LISTENER_REPORT_2 = 143;
  private static final int IGMP_QUERY = 0x11;
  private static final int NDP_HOPS = 255;
  private static final Host ALL_NODES = Host.of("ff02::1");
  private static final Host ALL_ROUTERS = Host.of("ff02::2");
  private static final Host ALL_MLD_ROUTERS = Host.of("ff02::16");
  private static final Host ALL_SNOOPERS = Host.of("ff02::6a");

  private LinkPolicy() {}

  static Optional<String> refuse(WirePolicy policy, Packet packet) {
    boolean allowed =
        switch (packet.kind()) {
          case ARP -> arp(policy, packet);
          case IGMP -> packet.code() == IGMP_QUERY && packet.direction() == Direction.IN;
          default -> icmpv6(policy, packet) || isUnreachablePort(policy, packet);
        };
    return allowed
        ? Optional.empty()
        : Optional.of(packet.kind() + " " + packet.code() + " that no kernel says to its router");
  }

  private static boolean arp(WirePolicy policy, Packet packet) {
    return packet.code() >= 1
        && packet.code() <= 2
        && ownOrRouter(policy, packet.from().host())
        && ownOrRouter(policy, packet.to().host());
  }

  private static boolean ownOrRouter(WirePolicy policy, Host host) {
    return policy.hosts().contains(host) || policy.routers().contains(host) || host.isUnspecified();
  }

  private static boolean onLink(WirePolicy policy, Host host) {
    return ownOrRouter(policy, host) || host.isLinkLocal();
  }

  private static boolean icmpv6(WirePolicy policy, Packet packet) {
    Host to = packet.to().host();
    boolean out = packet.direction() == Direction.OUT;
    if (!onLink(policy, packet.from().host())) {
      return false;
    }
    return switch (packet.code()) {
      case ROUTER_SOLICITATION -> packet.hops() == NDP_HOPS && to.equals(ALL_ROUTERS);
      case ROUTER_ADVERTISEMENT ->
          packet.hops() == NDP_HOPS && !out && (to.equals(ALL_NODES) || onLink(policy, to));
      case NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT ->
          packet.hops() == NDP_HOPS
              && packet.payload().length() >= 24
              && onLink(policy, new Host(packet.payload().part(8, 16)))
              && (to.equals(ALL_NODES) || to.isSolicitedNode() || onLink(policy, to));
      case LISTENER_QUERY -> packet.hops() == 1 && !out;
      case LISTENER_REPORT, LISTENER_DONE ->
          packet.hops() == 1
              && packet.payload().length() == 24
              && kernelGroup(new Host(packet.payload().part(8, 16)));
      case LISTENER_REPORT_2 ->
          packet.hops() == 1 && to.equals(ALL_MLD_ROUTERS) && kernelGroups(packet.payload());
      default -> false;
    };
  }

  /** RFC 3810 section 5.2. */
  private static boolean kernelGroups(Octets report) {
    int at = 8;
    for (int record = 0; record < report.u16(6); record++) {
      if (report.length() - at < 20 || !kernelGroup(new Host(report.part(at + 4, 16)))) {
        return false;
      }
      at += 20 + 16 * report.u16(at + 2) + 4 * report.u8(at + 1);
      if (at > report.length()) {
        return false;
      }
    }
    return at == report.length();
  }

  private static boolean kernelGroup(Host group) {
    return group.isSolicitedNode()
        || group.equals(ALL_NODES)
        || group.equals(ALL_ROUTERS)
        || group.equals(ALL_SNOOPERS);
  }

  /** Says to who may write to it, or is told, that nobody is at the port of a packet. */
  static boolean isUnreachablePort(WirePolicy policy, Packet packet) {
    Octets in = packet.payload();
    boolean four = packet.kind() == Kind.ICMP;
    int header = 8 + (four ? 20 : 40);
    if (packet.code() != (four ? 3 : 1) || in.length() < header + 8 || in.u8(1) != (four ? 3 : 4)) {
      return false;
    }
    // It quotes the packet, which went the other way.
    Octets quoted = in.after(8);
    boolean udp = quoted.u8(four ? 9 : 6) == 17 && (!four || quoted.u8(0) == 0x45);
    Host from = new Host(four ? quoted.part(12, 4) : quoted.part(8, 16));
    Host to = new Host(four ? quoted.part(16, 4) : quoted.part(24, 16));
    boolean out = packet.direction() == Direction.OUT;
    Endpoint far = out ? new Endpoint(from, in.u16(header)) : new Endpoint(to, in.u16(header + 2));
    return udp
        && from.equals(packet.to().host())
        && to.equals(packet.from().host())
        && policy.mayTalk(far, packet.at());
  }
}
