package org.phantomnet.conformance.capture;

import org.phantomnet.conformance.capture.Packet.Direction;
import org.phantomnet.conformance.capture.Packet.Kind;

/**
 * Reads the headers of a frame: Ethernet (RFC 894), ARP (RFC 826), IPv4 (RFC 791), IPv6 with its
 * extension headers (RFC 8200), ICMP, ICMPv6, IGMP, UDP (RFC 768) and TCP (RFC 9293). Every frame
 * becomes a packet; one whose lengths do not agree, with octets behind its end, or not kept whole,
 * is {@link Kind#MALFORMED}. Checksums are not looked at: the kernel leaves them to the interface,
 * so a capture sees them unfinished. Stateless.
 */
final class PacketReader {
  private static final int ETHERNET_HEADER = 14;
  private static final int SHORTEST_ETHERNET = 60; // shorter frames are filled up with zeros
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  private static final int ARP = 0x0806;
  private static final int ARP_LENGTH = 28;

  private final Vantage vantage;

  PacketReader(Vantage vantage) {
    this.vantage = vantage;
  }

  Packet read(Frame frame) {
    Draft draft = new Draft(frame);
    try {
      Malformed.unless(frame.whole(), "not kept whole");
      ethernet(frame.octets(), draft);
    } catch (Malformed e) {
      draft.kind = Kind.MALFORMED;
      draft.note = e.why();
    }
    return draft.packet(direction(draft));
  }

  private Direction direction(Draft draft) {
    if (vantage.mac().isPresent() && draft.frame.octets().length() >= ETHERNET_HEADER) {
      Octets mac = vantage.mac().get();
      Octets target = draft.frame.octets().part(0, 6);
      if (draft.frame.octets().part(6, 6).equals(mac)) {
        return Direction.OUT;
      }
      return target.equals(mac) || (target.u8(0) & 1) == 1 ? Direction.IN : Direction.ELSEWHERE;
    }
    if (vantage.hosts().contains(draft.from)) {
      return Direction.OUT;
    }
    return vantage.hosts().contains(draft.to) || draft.to.isMulticast()
        ? Direction.IN
        : Direction.ELSEWHERE;
  }

  private static void ethernet(Octets frame, Draft draft) throws Malformed {
    Malformed.unless(frame.length() >= ETHERNET_HEADER, "shorter than an Ethernet header");
    Octets rest = frame.after(ETHERNET_HEADER);
    switch (frame.u16(12)) {
      case IPV4 -> ipv4(rest, draft);
      case IPV6 -> ipv6(rest, draft);
      case ARP -> arp(rest, draft);
      default -> {
        draft.note = "Ethernet type " + Integer.toHexString(frame.u16(12));
        draft.payload = rest;
      }
    }
  }

  private static void arp(Octets in, Draft draft) throws Malformed {
    Malformed.unless(in.length() >= ARP_LENGTH, "ARP cut short");
    Malformed.unless(
        in.u16(0) == 1 && in.u16(2) == IPV4 && in.u8(4) == 6 && in.u8(5) == 4,
        "ARP of other kinds of addresses");
    noneBehind(in, ARP_LENGTH);
    draft.kind = Kind.ARP;
    draft.code = in.u16(6);
    draft.from = new Host(in.part(14, 4));
    draft.to = new Host(in.part(24, 4));
    draft.payload = in.part(0, ARP_LENGTH);
  }

  private static void ipv4(Octets in, Draft draft) throws Malformed {
    Malformed.unless(in.length() >= 20 && in.u8(0) >> 4 == 4, "no IPv4 header");
    int header = (in.u8(0) & 15) * 4;
    int total = in.u16(2);
    Malformed.unless(header >= 20 && header <= total && total <= in.length(), "IPv4 lengths");
    noneBehind(in, total);
    draft.hops = in.u8(8);
    draft.from = new Host(in.part(12, 4));
    draft.to = new Host(in.part(16, 4));
    Octets rest = in.part(header, total - header);
    if ((in.u16(6) & 0x3fff) != 0) { // more fragments, or an offset
      draft.fragment(rest);
    } else {
      upper(in.u8(9), rest, draft);
    }
  }

  private static void ipv6(Octets in, Draft draft) throws Malformed {
    Malformed.unless(in.length() >= 40 && in.u8(0) >> 4 == 6, "no IPv6 header");
    int total = 40 + in.u16(4);
    Malformed.unless(total <= in.length(), "IPv6 lengths");
    noneBehind(in, total);
    draft.hops = in.u8(7);
    draft.from = new Host(in.part(8, 16));
    draft.to = new Host(in.part(24, 16));
    Octets rest = in.part(40, total - 40);
    int next = in.u8(6);
    while (true) {
      switch (next) {
        case 0, 43, 60 -> { // hop-by-hop, routing, destination options
          Malformed.unless(rest.length() >= 8, "extension header cut short");
          int length = 8 + 8 * rest.u8(1);
          Malformed.unless(length <= rest.length(), "extension header too long");
          next = rest.u8(0);
          rest = rest.after(length);
        }
        case 44 -> {
          Malformed.unless(rest.length() >= 8, "fragment header cut short");
          draft.fragment(rest.after(8));
          return;
        }
        default -> {
          upper(next, rest, draft);
          return;
        }
      }
    }
  }

  private static void upper(int protocol, Octets in, Draft draft) throws Malformed {
    draft.payload = in;
    switch (protocol) {
      case 1, 2, 58 -> {
        Malformed.unless(
            in.length() >= 8 || (protocol == 58 && in.length() >= 4), "ICMP cut short");
        draft.kind = protocol == 1 ? Kind.ICMP : protocol == 2 ? Kind.IGMP : Kind.ICMPV6;
        draft.code = in.u8(0);
      }
      case 17 -> {
        Malformed.unless(in.length() >= 8 && in.u16(4) == in.length(), "UDP length");
        draft.kind = Kind.UDP;
        draft.ports(in);
        draft.payload = in.after(8);
      }
      case 6 -> {
        Malformed.unless(in.length() >= 20, "TCP cut short");
        int header = (in.u8(12) >> 4) * 4;
        Malformed.unless(header >= 20 && header <= in.length(), "TCP header length");
        draft.kind = Kind.TCP;
        draft.ports(in);
        draft.sequence = in.u32(4);
        draft.code = in.u8(13);
        draft.payload = in.after(header);
      }
      default -> draft.note = "IP protocol " + protocol;
    }
  }

  /** A short frame is filled with zeros; anything else behind its end is hidden data. */
  private static void noneBehind(Octets in, int end) throws Malformed {
    Octets trailer = in.after(end);
    Malformed.unless(
        trailer.isEmpty()
            || (in.length() + ETHERNET_HEADER <= SHORTEST_ETHERNET
                && trailer.equals(Octets.of(new byte[trailer.length()]))),
        "octets behind the end of the packet");
  }

  /** What is known of a frame so far. */
  private static final class Draft {
    private final Frame frame;
    private Kind kind = Kind.OTHER;
    private Host from = Host.NONE;
    private Host to = Host.NONE;
    private int fromPort;
    private int toPort;
    private int code;
    private long sequence;
    private int hops;
    private Octets payload = Octets.NONE;
    private String note = "";

    private Draft(Frame frame) {
      this.frame = frame;
    }

    private void ports(Octets in) {
      fromPort = in.u16(0);
      toPort = in.u16(2);
    }

    private void fragment(Octets rest) {
      kind = Kind.FRAGMENT;
      payload = rest;
    }

    private Packet packet(Direction direction) {
      return new Packet(
          frame,
          direction,
          kind,
          new Endpoint(from, fromPort),
          new Endpoint(to, toPort),
          code,
          sequence,
          hops,
          payload,
          note);
    }
  }
}
