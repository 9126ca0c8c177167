package org.phantomnet.relay.admission;

import java.util.List;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * The one place that decides which peer addresses a client may reach through the relay, so that it
 * never becomes a way into its operator's network (ADV-48). Immutable, thread-safe; a decision
 * allocates nothing for IPv4.
 *
 * <p>IPv6 is refused unless it is global unicast; addresses that carry an IPv4 address inside are
 * judged by that one.
 */
public final class PeerPolicy {
  /** Why a peer is refused, or that it is not. */
  public enum Verdict {
    ALLOWED,
    NOT_PUBLIC,
    OWN,
    BAD_PORT
  }

  /** IANA special-purpose registry, plus cloud metadata services that stand on public addresses. */
  private static final List<IpPrefix> IPV4_REFUSED =
      List.of(
          v4(0, 0, 0, 0, 8), // "this network"
          v4(10, 0, 0, 0, 8), // private
          v4(100, 64, 0, 0, 10), // carrier NAT; one cloud's metadata service
          v4(127, 0, 0, 0, 8), // loopback
          v4(168, 63, 129, 16, 32), // one cloud's metadata service, on a public address
          v4(169, 254, 0, 0, 16), // link-local, metadata
          v4(172, 16, 0, 0, 12), // private
          v4(192, 0, 0, 0, 24), // IETF assignments; one cloud's metadata service
          v4(192, 0, 2, 0, 24), // documentation
          v4(192, 31, 196, 0, 24), // AS112
          v4(192, 52, 193, 0, 24), // AMT
          v4(192, 88, 99, 0, 24), // 6to4 relay anycast
          v4(192, 168, 0, 0, 16), // private
          v4(192, 175, 48, 0, 24), // AS112
          v4(198, 18, 0, 0, 15), // benchmarks
          v4(198, 51, 100, 0, 24), // documentation
          v4(203, 0, 113, 0, 24), // documentation
          v4(224, 0, 0, 0, 4), // multicast
          v4(240, 0, 0, 0, 4)); // reserved, broadcast

  private static final IpPrefix NAT64 = v6(96, 0x0064, 0xFF9B); // RFC 6052
  private static final IpPrefix SIX_TO_FOUR = v6(16, 0x2002); // RFC 3056
  private static final IpPrefix GLOBAL_UNICAST = v6(3, 0x2000); // RFC 4291

  private static final List<IpPrefix> IPV6_REFUSED =
      List.of(
          v6(23, 0x2001, 0x0000), // IETF assignments: Teredo, benchmarks, ORCHID
          v6(32, 0x2001, 0x0DB8), // documentation
          v6(20, 0x3FFF)); // documentation

  private static final int NAT64_EMBEDDED_AT = 12; // RFC 6052 section 2.2
  private static final int SIX_TO_FOUR_EMBEDDED_AT = 2; // RFC 3056 section 2
  private static final int ISATAP_EMBEDDED_AT = 12; // RFC 5214 section 6.1

  private static final List<IpPrefix> ESTATE_MAY_HOLD =
      List.of(
          v4(127, 0, 0, 0, 8),
          v4(10, 0, 0, 0, 8),
          v4(172, 16, 0, 0, 12),
          v4(192, 168, 0, 0, 16),
          v4(192, 0, 2, 0, 24),
          v4(198, 51, 100, 0, 24),
          v4(203, 0, 113, 0, 24),
          v6(128, 0, 0, 0, 0, 0, 0, 0, 1),
          v6(7, 0xFC00),
          v6(32, 0x2001, 0x0DB8));

  /**
   * What a test estate's peers may have: loopback, and the documentation ranges, in which machines
   * of a test can have addresses of their own (RFC 5737, RFC 3849).
   */
  public static final List<IpPrefix> TEST_ESTATE =
      List.of(
          v4(127, 0, 0, 0, 8),
          v4(192, 0, 2, 0, 24),
          v4(198, 51, 100, 0, 24),
          v4(203, 0, 113, 0, 24),
          v6(128, 0, 0, 0, 0, 0, 0, 0, 1),
          v6(32, 0x2001, 0x0DB8));

  private final List<Bytes> own;
  private final List<IpPrefix> testEstate;
  private final int minRelayedPort;
  private final int maxRelayedPort;

  /**
   * @param own every address of this machine, and what a NAT before it shows
   * @param testEstate loopback, private or documentation prefixes that peers may have nevertheless;
   *     empty in production
   */
  public PeerPolicy(
      List<Bytes> own, List<IpPrefix> testEstate, int minRelayedPort, int maxRelayedPort) {
    for (IpPrefix prefix : testEstate) {
      if (ESTATE_MAY_HOLD.stream().noneMatch(p -> p.contains(prefix))) {
        throw new IllegalArgumentException(
            "a test estate holds loopback, private and documentation prefixes only");
      }
    }
    this.own = List.copyOf(own);
    this.testEstate = List.copyOf(testEstate);
    this.minRelayedPort = minRelayedPort;
    this.maxRelayedPort = maxRelayedPort;
  }

  /**
   * Whether a permission may be made for the address in the first {@code length} (4 or 16) bytes.
   */
  @Rule("TURN-8")
  public Verdict address(byte[] address, int length) {
    if (inTestEstate(address, length)) {
      return Verdict.ALLOWED;
    }
    if (isOwn(address, length)) {
      return Verdict.OWN;
    }
    return (length == 4 ? publicV4(address, 0) : publicV6(address))
        ? Verdict.ALLOWED
        : Verdict.NOT_PUBLIC;
  }

  /** Whether data may go to, or a channel be bound to, this address and port. */
  @Rule("TURN-9")
  public Verdict socket(byte[] address, int length, int port) {
    Verdict verdict = address(address, length);
    if (verdict != Verdict.ALLOWED) {
      return verdict;
    }
    if (port == 0) {
      return Verdict.BAD_PORT;
    }
    // only a test estate gets here with an own address: its relayed ports are peers, its services
    // are not
    return isOwn(address, length) && (port < minRelayedPort || port > maxRelayedPort)
        ? Verdict.OWN
        : Verdict.ALLOWED;
  }

  private boolean inTestEstate(byte[] address, int length) {
    for (int i = 0; i < testEstate.size(); i++) {
      if (testEstate.get(i).contains(address, length)) {
        return true;
      }
    }
    return false;
  }

  private boolean isOwn(byte[] address, int length) {
    for (int i = 0; i < own.size(); i++) {
      if (same(own.get(i), address, length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean same(Bytes one, byte[] other, int length) {
    if (one.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (one.at(i) != other[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean publicV4(byte[] b, int at) {
    for (int i = 0; i < IPV4_REFUSED.size(); i++) {
      if (IPV4_REFUSED.get(i).matches(b, at)) {
        return false;
      }
    }
    return true;
  }

  private boolean publicV6(byte[] b) {
    if (NAT64.matches(b, 0)) {
      return embedded(b, NAT64_EMBEDDED_AT);
    }
    if (!GLOBAL_UNICAST.matches(b, 0)) {
      return false; // mapped, compatible, loopback, unique local, link-local, multicast, local-use
      // NAT64 and the rest
    }
    for (int i = 0; i < IPV6_REFUSED.size(); i++) {
      if (IPV6_REFUSED.get(i).matches(b, 0)) {
        return false;
      }
    }
    if (SIX_TO_FOUR.matches(b, 0)) {
      return embedded(b, SIX_TO_FOUR_EMBEDDED_AT);
    }
    return !isIsatap(b) || embedded(b, ISATAP_EMBEDDED_AT);
  }

  private boolean embedded(byte[] b, int at) {
    byte[] inner = {b[at], b[at + 1], b[at + 2], b[at + 3]};
    return publicV4(inner, 0) && !isOwn(inner, inner.length);
  }

  /** Interface identifier 0000:5EFE or 0200:5EFE (RFC 5214 section 6.1). */
  private static boolean isIsatap(byte[] b) {
    return (b[8] & 0xFD) == 0 && b[9] == 0 && b[10] == 0x5E && b[11] == (byte) 0xFE;
  }

  private static IpPrefix v4(int a, int b, int c, int d, int bits) {
    return new IpPrefix(Bytes.copyOf(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}), bits);
  }

  private static IpPrefix v6(int bits, int... groups) {
    byte[] address = new byte[16];
    for (int i = 0; i < groups.length; i++) {
      address[2 * i] = (byte) (groups[i] >> 8);
      address[2 * i + 1] = (byte) groups[i];
    }
    return new IpPrefix(Bytes.copyOf(address), bits);
  }
}
