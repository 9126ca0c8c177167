package org.phantomnet.conformance.capture;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.protocol.signal.CallMode;

/**
 * What calls, one after another, showed on the wire, at machines and gateways, held against the
 * policy of the mode and the time. One thread, after the calls.
 */
final class CallsOnWire {
  /** What is on its way, or sent once more, when both have hung up. */
  static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** What left before a hangup may arrive when the next call is being placed. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(250);

  private final CapturedEstate estate;
  private final List<PlacedCall> calls;
  private final Map<String, WireReport> reports = new HashMap<>();

  /**
   * @param calls may grow until the first question
   */
  CallsOnWire(CapturedEstate estate, List<PlacedCall> calls) {
    this.estate = estate;
    this.calls = calls;
  }

  /** The report on a person's machine. */
  WireReport machine(String person) throws IOException, PcapException {
    return report(person, person, "eth0", estate.inside(person), routers(person));
  }

  /** The report on the outside of a person's home. */
  WireReport gateway(String person) throws IOException, PcapException {
    Home home = estate.home(person);
    Set<Host> own = new HashSet<>(estate.outside(home));
    own.addAll(addresses(person, home.nat()));
    return report(person, home.name(), "wan", own, neighbours(person));
  }

  private WireReport report(
      String person, String machine, String device, Set<Host> own, Set<Host> routers)
      throws IOException, PcapException {
    WireReport known = reports.get(machine);
    if (known == null) {
      String mac = estate.lab().run(machine, "cat", "/sys/class/net/" + device + "/address");
      known =
          WireAudit.of(
              estate.frames(machine),
              new Vantage(Optional.of(Octets.of(Frames.bytes(mac.strip().replace(":", "")))), own),
              policies(person, own, routers));
      reports.put(machine, known);
    }
    return known;
  }

  /**
   * What is outside the policy at both people's machines and gateways, from a call's ring to their
   * next one's; the first call of each counts with all before it.
   */
  List<Violation> violations(PlacedCall call) throws IOException, PcapException {
    List<Violation> found = new ArrayList<>();
    for (String person : call.pairing().people()) {
      List<PlacedCall> theirs = of(person);
      int next = theirs.indexOf(call) + 1;
      Instant from = next == 1 ? Instant.MIN : call.rang();
      Instant until = next < theirs.size() ? theirs.get(next).rang() : Instant.MAX;
      for (WireReport report : List.of(machine(person), gateway(person))) {
        report.violations().stream()
            .filter(violation -> !violation.packet().at().isBefore(from))
            .filter(violation -> violation.packet().at().isBefore(until))
            .forEach(found::add);
      }
    }
    return found;
  }

  private List<PlacedCall> of(String person) {
    return calls.stream().filter(call -> call.pairing().people().contains(person)).toList();
  }

  /** Where sound went and came from, second by second, to be shown where a path surprises. */
  String flows(PlacedCall call, String person) throws IOException, PcapException {
    Map<String, Integer> flows = new TreeMap<>();
    for (Packet packet : machine(person).packets()) {
      if (packet.kind() == Packet.Kind.UDP
          && call.lasts(packet.at())
          && ContentReader.datagram(packet.payload()).innermost() instanceof Content.Srtp) {
        long second = Duration.between(call.accepted(), packet.at()).toSeconds();
        String way = packet.direction() + " " + packet.from() + " > " + packet.to();
        flows.merge(second + " s " + way, 1, Integer::sum);
      }
    }
    return person + " " + flows;
  }

  /** Sound of a call that went, at a person's machine, to the other's home itself. */
  long directSound(PlacedCall call, String person) throws IOException, PcapException {
    Set<Host> peers = peers(call, person);
    return machine(person).packets().stream()
        .filter(packet -> packet.kind() == Packet.Kind.UDP && call.lasts(packet.at()))
        .filter(packet -> peers.contains(packet.other().host()))
        .filter(packet -> ContentReader.datagram(packet.payload()) instanceof Content.Srtp)
        .count();
  }

  private NavigableMap<Instant, WirePolicy> policies(
      String person, Set<Host> own, Set<Host> routers) {
    NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
    WirePolicy quiet =
        policy(
            own,
            routers,
            WirePolicy.Media.NEVER,
            Optional.of(new WirePolicy.Direct(Optional.empty(), Set.of())));
    policies.put(Instant.MIN, quiet);
    for (PlacedCall call : of(person)) {
      Instant overs = policies.lastKey();
      if (call.mode() == CallMode.FAST) {
        WirePolicy.Media media =
            new WirePolicy.Media(
                Optional.of(call.gate(person)),
                Optional.of(call.gate(call.pairing().other(person))));
        policies.put(
            call.accepted(),
            policy(
                own,
                routers,
                media,
                Optional.of(
                    new WirePolicy.Direct(Optional.of(call.accepted()), peers(call, person)))));
      } else {
        // The caller's way to its relay is made as it dials.
        boolean follows = overs.isAfter(call.rang());
        WirePolicy.Media media =
            new WirePolicy.Media(Optional.of(call.accepted()), Optional.of(call.accepted()));
        policies.tailMap(call.rang(), true).clear();
        policies.put(
            follows ? call.rang().plus(ON_ITS_WAY) : call.rang(),
            policy(own, routers, media, Optional.empty()));
      }
      policies.put(call.ended().plus(LAST_WORDS), quiet);
    }
    return policies;
  }

  private WirePolicy policy(
      Set<Host> own,
      Set<Host> routers,
      WirePolicy.Media media,
      Optional<WirePolicy.Direct> direct) {
    return new WirePolicy(
        own, routers, estate.servers().endpoints(), estate.servers().relays(), media, direct);
  }

  /** Where the world sees the other person of a call: what their candidates name. */
  private Set<Host> peers(PlacedCall call, String person) {
    String other = call.pairing().other(person);
    return addresses(other, call.pairing().nat(other));
  }

  private Set<Host> addresses(String person, Nat nat) {
    Home home = estate.home(person);
    Set<Host> seen = new HashSet<>();
    if (home.has(Family.IPV4)) {
      seen.add(estate.host(nat == Nat.OPEN ? person : home.name(), Family.IPV4));
    }
    if (home.has(Family.IPV6)) {
      seen.add(estate.host(person, Family.IPV6));
    }
    return seen;
  }

  /** The switch asks everybody where somebody is. */
  private Set<Host> neighbours(String person) {
    Set<Host> neighbours = new HashSet<>(estate.servers().hosts());
    for (String other : estate.people()) {
      if (!other.equals(person)) {
        neighbours.addAll(estate.outside(estate.home(other)));
      }
    }
    return neighbours;
  }

  private Set<Host> routers(String person) throws IOException {
    Set<Host> routers = new HashSet<>();
    for (Family family : estate.home(person).families()) {
      String version = family == Family.IPV4 ? "-4" : "-6";
      String route = estate.lab().run(person, "ip", version, "route", "show", "default");
      routers.add(Host.of(route.replaceAll("(?s).* via ([0-9a-f.:]+).*", "$1")));
    }
    return routers;
  }
}
