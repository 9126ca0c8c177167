package org.phantomnet.conformance.capture;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Nat;

/**
 * Two people whose homes have such NATs and versions of IP at the time of their calls. {@link
 * #ROUNDS} and {@link #IPV6_ONLY} are all there are, for the tests and for {@code ./phantom soak
 * nat}. Immutable.
 *
 * @param families of both homes
 */
record Pairing(String left, Nat leftNat, String right, Nat rightNat, Set<Family> families) {
  /**
   * Each unordered pair of the five kinds of NAT, and two with IPv6 beside IPv4: calls at once, and
   * nobody in two of a round. Erin's and Frank's homes have no NAT, for the lab turns none into
   * that; Grace's and Heidi's have IPv6.
   */
  static final List<List<Pairing>> ROUNDS =
      List.of(
          List.of(
              ipv4("alice", Nat.FULL_CONE, "bob", Nat.FULL_CONE),
              ipv4("carol", Nat.SYMMETRIC, "dave", Nat.SYMMETRIC),
              ipv4("erin", Nat.OPEN, "frank", Nat.OPEN)),
          List.of(
              ipv4("erin", Nat.OPEN, "alice", Nat.FULL_CONE),
              ipv4("bob", Nat.ADDRESS_RESTRICTED, "dave", Nat.PORT_RESTRICTED),
              ipv4("frank", Nat.OPEN, "carol", Nat.SYMMETRIC)),
          List.of(
              ipv4("alice", Nat.FULL_CONE, "carol", Nat.ADDRESS_RESTRICTED),
              ipv4("erin", Nat.OPEN, "bob", Nat.ADDRESS_RESTRICTED),
              ipv4("frank", Nat.OPEN, "dave", Nat.PORT_RESTRICTED)),
          List.of(
              ipv4("alice", Nat.FULL_CONE, "bob", Nat.PORT_RESTRICTED),
              ipv4("carol", Nat.ADDRESS_RESTRICTED, "dave", Nat.ADDRESS_RESTRICTED),
              dual("grace", Nat.SYMMETRIC, "heidi", Nat.PORT_RESTRICTED)),
          List.of(
              ipv4("alice", Nat.FULL_CONE, "dave", Nat.SYMMETRIC),
              ipv4("bob", Nat.PORT_RESTRICTED, "carol", Nat.PORT_RESTRICTED),
              dual("grace", Nat.SYMMETRIC, "heidi", Nat.SYMMETRIC)),
          List.of(
              ipv4("alice", Nat.ADDRESS_RESTRICTED, "dave", Nat.SYMMETRIC),
              ipv4("bob", Nat.PORT_RESTRICTED, "carol", Nat.SYMMETRIC)));

  /** Behind firewalls, and with servers that have IPv6. */
  static final List<List<Pairing>> IPV6_ONLY =
      List.of(
          List.of(
              new Pairing(
                  "alice", Nat.PORT_RESTRICTED, "bob", Nat.PORT_RESTRICTED, Set.of(Family.IPV6))));

  Pairing {
    families = Set.copyOf(families);
  }

  private static Pairing ipv4(String left, Nat leftNat, String right, Nat rightNat) {
    return new Pairing(left, leftNat, right, rightNat, Set.of(Family.IPV4));
  }

  private static Pairing dual(String left, Nat leftNat, String right, Nat rightNat) {
    return new Pairing(left, leftNat, right, rightNat, Set.of(Family.values()));
  }

  List<String> people() {
    return List.of(left, right);
  }

  String other(String person) {
    return person.equals(left) ? right : left;
  }

  Nat nat(String person) {
    return person.equals(left) ? leftNat : rightNat;
  }

  /** Whether these homes let no packet of one into the other; IPv6 is not translated. */
  boolean needsRelay() {
    boolean symmetric = leftNat == Nat.SYMMETRIC || rightNat == Nat.SYMMETRIC;
    boolean byPort = leftNat.filtering() == rightNat.filtering();
    return !families.contains(Family.IPV6)
        && symmetric
        && byPort
        && leftNat.filtering() == Nat.PORT_RESTRICTED.filtering();
  }

  /** In alphabetical order. */
  static List<String> people(List<List<Pairing>> rounds) {
    return all(rounds).flatMap(pairing -> pairing.people().stream()).distinct().sorted().toList();
  }

  static Stream<Pairing> all(List<List<Pairing>> rounds) {
    return rounds.stream().flatMap(List::stream);
  }

  /** How a person's home is built: as the first pairing that names it has it. */
  static Pairing first(List<List<Pairing>> rounds, String person) {
    return all(rounds).filter(p -> p.people().contains(person)).findFirst().orElseThrow();
  }

  @Override
  public String toString() {
    String ip =
        families.size() > 1 ? ", IPv6 too" : families.contains(Family.IPV6) ? ", IPv6 only" : "";
    return leftNat + " - " + rightNat + ip;
  }
}
