package org.phantomnet.conformance.lab;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which machines there are, and how they are joined; the same topology always has the same
 * addresses. Immutable.
 *
 * <p>A home's gateway is 203.0.113.10, .20 and so on outside, and .1 of 10.1.0.0/24, 10.2.0.0/24
 * and so on inside (without NAT: of 203.0.113.128/28, 203.0.113.144/28 and so on), where machines
 * are .10 and up. IPv6 is 2001:db8:1::/64 and so on inside.
 *
 * @param seed of loss and jitter
 */
public record Topology(List<Home> homes, List<Machine> machines, long seed) {
  /** So that their addresses have room. */
  static final int MOST_HOMES = 8;

  static final int MOST_IN_A_HOME = 8;

  public Topology {
    homes = List.copyOf(homes);
    machines = List.copyOf(machines);
    Set<String> names = new HashSet<>();
    homes.forEach(home -> requireNew(names, home.name()));
    Set<String> homeNames = Set.copyOf(names);
    Set<String> addresses = new HashSet<>();
    for (Machine machine : machines) {
      requireNew(names, machine.name());
      machine.addresses().values().forEach(address -> requireNew(addresses, address));
      if (!homeNames.containsAll(machine.homes())) {
        throw new IllegalArgumentException(machine.name() + " is in a home that there is not");
      }
    }
    if (homes.size() > MOST_HOMES || machines.size() > MOST_HOMES * MOST_IN_A_HOME) {
      throw new IllegalArgumentException("too many homes or machines");
    }
    for (Home home : homes) {
      if (inside(machines, home.name()).size() > MOST_IN_A_HOME) {
        throw new IllegalArgumentException("too many machines in " + home.name());
      }
    }
  }

  public static Topology of(List<Home> homes, List<Machine> machines) {
    return new Topology(homes, machines, 1);
  }

  /**
   * Alice in the home "left", Bob in the home "right", and the relays "north" and "south" on the
   * internet, with both versions of IP if a home has IPv6.
   */
  public static Topology twoHomes(Home left, Home right) {
    boolean both = left.has(Family.IPV6) || right.has(Family.IPV6);
    return of(
        List.of(left, right),
        List.of(
            Machine.in("alice", left.name()),
            Machine.in("bob", right.name()),
            relay("north", "192.0.2.53", "2001:db8:53::1", both),
            relay("south", "198.51.100.53", "2001:db8:54::1", both)));
  }

  private static Machine relay(String name, String ipv4, String ipv6, boolean both) {
    return both ? Machine.onInternet(name, ipv4, ipv6) : Machine.onInternet(name, ipv4);
  }

  public Topology withSeed(long changed) {
    return new Topology(homes, machines, changed);
  }

  /** The home of that name, if there is one. */
  public Optional<Home> home(String name) {
    return homes.stream().filter(home -> home.name().equals(name)).findFirst();
  }

  /** The machine of that name, if there is one; gateways are not among them. */
  public Optional<Machine> machine(String name) {
    return machines.stream().filter(machine -> machine.name().equals(name)).findFirst();
  }

  /** The machines in a home, in the order of their addresses. */
  public List<Machine> inside(String home) {
    return inside(machines, home);
  }

  /** Every machine, gateways too. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    homes.forEach(home -> names.add(home.name()));
    machines.forEach(machine -> names.add(machine.name()));
    return names;
  }

  private static List<Machine> inside(List<Machine> machines, String home) {
    return machines.stream().filter(machine -> machine.homes().contains(home)).toList();
  }

  private static void requireNew(Set<String> known, String name) {
    if (!known.add(name)) {
      throw new IllegalArgumentException(name + " is there twice");
    }
  }
}
