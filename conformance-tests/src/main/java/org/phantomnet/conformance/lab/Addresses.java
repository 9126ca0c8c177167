package org.phantomnet.conformance.lab;

/**
 * Which addresses a home has, by its place in the topology. Public ones are of the documentation
 * ranges (RFC 5737, RFC 3849), so that nothing real can be meant. Immutable.
 *
 * @param place from 0
 */
record Addresses(Home home, int place) {
  /** So often may what is in a home, or its gateway, get another address. */
  static final int MOST_CHANGES = 4;

  private static final int FIRST_BEHIND_NAT = 10;
  private static final int OPEN_BLOCK = 16; // addresses of a home without NAT
  private static final int FIRST_OPEN = 128;

  static Addresses of(Topology topology, String home) {
    for (int place = 0; place < topology.homes().size(); place++) {
      if (topology.homes().get(place).name().equals(home)) {
        return new Addresses(topology.homes().get(place), place);
      }
    }
    throw new IllegalArgumentException("there is no home " + home);
  }

  /** The gateway's address on the internet, after so many changes. */
  String outside(Family family, int changes) {
    return family == Family.IPV4
        ? "203.0.113." + (10 * (place + 1) + changes)
        : "2001:db8:ff::" + (place + 1) + (changes == 0 ? "" : ":" + changes);
  }

  /** The gateway's address in the home. */
  String gateway(Family family) {
    return switch (family) {
      case IPV4 -> isOpen() ? open(1) : behindNat(1);
      case IPV6 -> ipv6("1");
    };
  }

  /**
   * The address of a machine in the home.
   *
   * @param number from 0
   */
  String inside(Family family, int number) {
    return switch (family) {
      case IPV4 -> isOpen() ? open(2 + number) : behindNat(FIRST_BEHIND_NAT + number);
      case IPV6 -> ipv6(Integer.toHexString(0x10 + number));
    };
  }

  /** After "/": how much of an inside address is the home's. */
  int length(Family family) {
    return family == Family.IPV6 ? 64 : isOpen() ? 28 : 24;
  }

  /** What the home is reached by from the internet. */
  String prefix(Family family) {
    return (family == Family.IPV4 ? open(0) : ipv6("")) + "/" + length(family);
  }

  /** Whether the internet knows addresses of the home. */
  boolean isRouted(Family family) {
    return home.has(family) && (family == Family.IPV6 || isOpen());
  }

  private boolean isOpen() {
    return home.nat() == Nat.OPEN;
  }

  private String open(int offset) {
    return "203.0.113." + (FIRST_OPEN + OPEN_BLOCK * place + offset);
  }

  private String behindNat(int host) {
    return "10." + (place + 1) + ".0." + host;
  }

  private String ipv6(String host) {
    return "2001:db8:" + (place + 1) + "::" + host;
  }
}
