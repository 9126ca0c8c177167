package org.phantomnet.conformance.lab;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A computer: in one home, in several (the first is its default route), or on the internet itself.
 *
 * @param homes their names, the default route first; empty on the internet
 * @param addresses on the internet; empty in homes, which give their own
 * @param line on the internet; in a home the home has one
 */
public record Machine(String name, List<String> homes, Map<Family, String> addresses, Line line) {
  public Machine {
    Names.check(name);
    homes = List.copyOf(homes);
    addresses = Map.copyOf(addresses);
    if (homes.isEmpty() == addresses.isEmpty()) {
      throw new IllegalArgumentException("a machine is in homes, or has an address of its own");
    }
    addresses.forEach(Names::checkPublic);
  }

  /** In one or more homes. */
  public static Machine in(String name, String... homes) {
    return new Machine(name, List.of(homes), Map.of(), Line.PERFECT);
  }

  public static Machine onInternet(String name, String ipv4) {
    return new Machine(name, List.of(), Map.of(Family.IPV4, ipv4), Line.PERFECT);
  }

  /** With both versions of IP. */
  public static Machine onInternet(String name, String ipv4, String ipv6) {
    Map<Family, String> both = new EnumMap<>(Family.class);
    both.put(Family.IPV4, ipv4);
    both.put(Family.IPV6, ipv6);
    return new Machine(name, List.of(), both, Line.PERFECT);
  }

  public Machine with(Line changed) {
    return new Machine(name, homes, addresses, changed);
  }

  public boolean isOnInternet() {
    return homes.isEmpty();
  }
}
