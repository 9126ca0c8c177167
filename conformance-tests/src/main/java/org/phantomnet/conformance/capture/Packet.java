package org.phantomnet.conformance.capture;

import java.time.Instant;

/**
 * One frame as far as its headers tell, up to and without the payload of UDP and TCP.
 *
 * @param code of ICMP, ICMPv6, IGMP: the type; of ARP the operation; of TCP the flags
 * @param sequence of TCP
 * @param hops time to live or hop limit; 0 if there is none
 * @param payload behind the last header; for ICMPv6 and ARP the whole message
 * @param note why it is malformed, or which protocol it is of that has no kind
 */
public record Packet(
    Frame frame,
    Direction direction,
    Kind kind,
    Endpoint from,
    Endpoint to,
    int code,
    long sequence,
    int hops,
    Octets payload,
    String note) {
  /** As the captured machine sees it. */
  public enum Direction {
    OUT,
    IN,
    /** Neither from nor to the machine, though on its wire. */
    ELSEWHERE
  }

  /** What it is. */
  public enum Kind {
    ARP,
    IGMP,
    ICMP,
    ICMPV6,
    UDP,
    TCP,
    /** A part of a packet: without the others it cannot be judged. */
    FRAGMENT,
    OTHER,
    MALFORMED
  }

  static final int FIN = 1;
  static final int SYN = 2;
  static final int RST = 4;
  static final int ACK = 16;

  public Instant at() {
    return frame.at();
  }

  boolean has(int tcpFlag) {
    return kind == Kind.TCP && (code & tcpFlag) != 0;
  }

  /** The end that is not the captured machine. */
  Endpoint other() {
    return direction == Direction.OUT ? to : from;
  }
}
