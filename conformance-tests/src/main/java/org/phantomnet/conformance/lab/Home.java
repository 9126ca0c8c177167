package org.phantomnet.conformance.lab;

import java.util.EnumSet;
import java.util.Set;

/**
 * A network behind a gateway of its own. The gateway is a machine of the home's name.
 *
 * @param name also the name of its gateway
 * @param nat what the gateway does with IPv4
 * @param families which versions of IP are there
 * @param line between the gateway and the internet
 */
public record Home(String name, Nat nat, Set<Family> families, Line line) {
  public Home {
    Names.check(name);
    if (families.isEmpty()) {
      throw new IllegalArgumentException("a home has IPv4, IPv6 or both");
    }
    families = Set.copyOf(families);
  }

  /** IPv4 only, with a perfect line. */
  public static Home behind(Nat nat, String name) {
    return new Home(name, nat, Set.of(Family.IPV4), Line.PERFECT);
  }

  public Home with(Line changed) {
    return new Home(name, nat, families, changed);
  }

  public Home withOnly(Family family) {
    return new Home(name, nat, Set.of(family), line);
  }

  public Home dualStack() {
    return new Home(name, nat, EnumSet.allOf(Family.class), line);
  }

  public boolean has(Family family) {
    return families.contains(family);
  }
}
