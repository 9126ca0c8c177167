package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * What kind of place an IP address is, by the IANA special-purpose registries (RFC 6890 and its
 * updates). Pure.
 */
enum AddressClass {
  /** Routed on the internet. The documentation ranges count as this: nothing listens there. */
  PUBLIC,
  /** Inside someone's own network: RFC 1918, RFC 6598, RFC 4193. */
  PRIVATE,
  LOOPBACK,
  /**
   * Never a peer: unspecified, link-local with the metadata address, multicast, broadcast,
   * reserved, IPv4 in IPv6.
   */
  FORBIDDEN;

  @Rule("PRIV-7")
  static AddressClass of(Bytes address) {
    return address.length() == 4 ? ofIpv4(address) : ofIpv6(address);
  }

  private static AddressClass ofIpv4(Bytes address) {
    int a = address.at(0) & 0xff;
    int b = address.at(1) & 0xff;
    int c = address.at(2) & 0xff;
    if (a == 127) {
      return LOOPBACK;
    }
    if (a == 10
        || (a == 172 && b >= 16 && b <= 31)
        || (a == 192 && b == 168)
        || (a == 100 && b >= 64 && b <= 127)) {
      return PRIVATE;
    }
    boolean forbidden =
        a == 0
            || (a == 169 && b == 254)
            || (a == 192 && b == 0 && c == 0) // RFC 6890 protocol assignments
            || (a == 192 && b == 88 && c == 99) // RFC 7526 former 6to4 relay
            || (a == 198 && (b == 18 || b == 19)) // RFC 2544 benchmarking
            || a >= 224; // multicast, reserved, broadcast
    return forbidden ? FORBIDDEN : PUBLIC;
  }

  private static AddressClass ofIpv6(Bytes address) {
    int first = (address.at(0) & 0xff) << 8 | (address.at(1) & 0xff);
    int second = (address.at(2) & 0xff) << 8 | (address.at(3) & 0xff);
    if (isZero(address, 0, 15) && address.at(15) == 1) {
      return LOOPBACK;
    }
    if ((first & 0xfe00) == 0xfc00) {
      return PRIVATE;
    }
    // global unicast is 2000::/3; inside it Teredo (2001::/32) and 6to4 (2002::/16) hold IPv4
    // addresses
    boolean global = (first & 0xe000) == 0x2000;
    boolean tunnelled = (first == 0x2001 && second == 0) || first == 0x2002;
    return global && !tunnelled ? PUBLIC : FORBIDDEN;
  }

  private static boolean isZero(Bytes address, int from, int to) {
    for (int i = from; i < to; i++) {
      if (address.at(i) != 0) {
        return false;
      }
    }
    return true;
  }
}
