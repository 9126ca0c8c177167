package org.phantomnet.conformance.capture;

import static org.phantomnet.conformance.capture.CapturedEstate.GATEWAYS;
import static org.phantomnet.conformance.capture.CapturedEstate.PEOPLE;
import static org.phantomnet.conformance.capture.CapturedEstate.homeOf;
import static org.phantomnet.conformance.capture.CapturedEstate.other;
import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Speech;

/**
 * A chat and Fast calls, one after another, between two homes whose NATs may change from call to
 * call, with all that crosses the two machines and the homes' gateways captured. One thread.
 */
final class FastCalls implements AutoCloseable {
  /** So long it rings, in which nobody may be asked for an address, nor the other be told one. */
  private static final Duration RINGS = Duration.ofMillis(2_500);

  /** What is on its way, or sent once more, when both have hung up. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** A gate's event is written once the gate is open: the first packet may be a little ahead. */
  private static final Duration EVENT_IS_LATE = Duration.ofMillis(100);

  /** Longer than ICE takes to find its best pair, and the client to say so (ENG-74). */
  private static final int TALK_PACKETS = 175;

  private static final String HELLO = "the ferry at noon, no umbrella";
  private static final String ANSWER = "then by the second bridge";

  private final CapturedEstate estate;
  private final Map<String, Home> homes = new HashMap<>();
  private final Map<String, Nat> nats = new HashMap<>();
  private final List<FastCall> calls = new ArrayList<>();
  private final Map<String, WireReport> reports = new HashMap<>();

  FastCalls(Path work, Home left, Home right) throws IOException {
    for (Home home : List.of(left, right)) {
      homes.put(home.name(), home);
      nats.put(home.name(), home.nat());
    }
    estate = new CapturedEstate(work, left, right);
  }

  /** Starts everything, and a chat: from the first packet on all is captured. */
  void start() throws IOException {
    estate.start();
    estate.capture("alice", "bob", "left", "right");
    estate.meet();
    estate.say("alice", HELLO);
    estate.say("bob", ANSWER);
  }

  /**
   * One whole call, behind such NATs: rings, is answered, both speak and hear, the caller hangs up.
   */
  FastCall call(Nat left, Nat right) throws IOException {
    change("left", left);
    change("right", right);
    Map<String, Integer> marks = new HashMap<>();
    PEOPLE.forEach(person -> marks.put(person, estate.client(person).mark()));
    Instant rang = Instant.now();
    // By turns: a device rings for a contact three times in five minutes and no more (RING-3).
    String caller = PEOPLE.get(calls.size() % 2);
    String callee = other(caller);
    JsonProcess called = estate.client(callee);
    estate.client(caller).tell("call", Map.of("who", CapturedEstate.user(callee), "mode", "FAST"));
    JsonNode ringing =
        await(called, marks.getOrDefault(callee, 0), phase("RINGING"), "the phone rings");
    // What is told late of the call before must not count for this one.
    Predicate<JsonNode> ofCall =
        event -> event.path("call").asText().equals(ringing.path("call").asText());
    called
        .await(called.mark(), RINGS, event -> event.path("transportConnected").asBoolean())
        .ifPresent(
            event -> {
              throw new AssertionError("connected before the accept: " + event);
            });
    Instant accepted = Instant.now();
    called.tell("answer", Map.of());
    FastCall.Builder call = new FastCall.Builder(left, right, rang, accepted);
    for (String person : PEOPLE) {
      JsonProcess side = estate.client(person);
      int mark = marks.getOrDefault(person, 0);
      call.connected(at(await(side, mark, ofCall.and(phase("CONNECTED")), "the connection")));
      JsonNode gate =
          await(side, mark, e -> e.path("code").asText().equals("GATE_OPENED"), "the gate");
      call.gate(person, at(gate).minus(EVENT_IS_LATE));
      call.audio(at(await(side, mark, ofCall.and(e -> e.path("firstAudio").asBoolean()), "sound")));
      await(
          side,
          mark,
          ofCall.and(e -> e.path("quality").path("packetsReceived").asLong() >= TALK_PACKETS),
          "some talk");
    }
    estate.client(caller).tell("hangup", Map.of());
    for (String person : PEOPLE) {
      int mark = marks.getOrDefault(person, 0);
      JsonNode end = await(estate.client(person), mark, ofCall.and(phase("ENDED")), "the end");
      call.path(
          person,
          end.path("path").path("localType").asText(),
          end.path("path").path("remoteType").asText());
    }
    FastCall done = call.ended(Instant.now());
    calls.add(done);
    return done;
  }

  private void change(String home, Nat nat) throws IOException {
    if (nats.put(home, nat) != nat) {
      estate.lab().nat(home, nat);
    }
  }

  private static Instant at(JsonNode event) {
    return Instant.EPOCH.plus(event.path("atMicros").asLong(), ChronoUnit.MICROS);
  }

  /** Ends both clients; the captures then are complete. */
  void quit() {
    estate.quit();
  }

  /** The report on a machine or a gateway. */
  WireReport report(String machine) throws IOException, PcapException {
    WireReport known = reports.get(machine);
    if (known == null) {
      String person = GATEWAYS.contains(machine) ? PEOPLE.get(GATEWAYS.indexOf(machine)) : machine;
      boolean gateway = !person.equals(machine);
      Set<Host> own = gateway ? outside(person) : inside(person);
      Set<Host> routers = gateway ? neighbours(person) : routers(person);
      String device = gateway ? "wan" : "eth0";
      String mac = estate.lab().run(machine, "cat", "/sys/class/net/" + device + "/address");
      known =
          WireAudit.of(
              estate.frames(machine),
              new Vantage(Optional.of(octets(mac.strip().replace(":", ""))), own),
              policies(person, own, routers));
      reports.put(machine, known);
    }
    return known;
  }

  private static Octets octets(String hex) {
    return Octets.of(Frames.bytes(hex));
  }

  /**
   * What is outside the policy at machines and gateways, from a call's ring to the next one's; the
   * first call counts with all before it.
   */
  List<Violation> violations(FastCall call) throws IOException, PcapException {
    int next = calls.indexOf(call) + 1;
    Instant from = next == 1 ? Instant.MIN : call.rang();
    Instant until = next < calls.size() ? calls.get(next).rang() : Instant.MAX;
    List<Violation> found = new ArrayList<>();
    for (String machine : List.of("alice", "bob", "left", "right")) {
      report(machine).violations().stream()
          .filter(violation -> !violation.packet().at().isBefore(from))
          .filter(violation -> violation.packet().at().isBefore(until))
          .forEach(found::add);
    }
    return found;
  }

  /** Where sound went and came from, second by second, to be shown where a path surprises. */
  String flows(FastCall call, String machine) throws IOException, PcapException {
    Map<String, Integer> flows = new TreeMap<>();
    for (Packet packet : report(machine).packets()) {
      if (packet.kind() == Packet.Kind.UDP
          && call.lasts(packet.at())
          && ContentReader.datagram(packet.payload()).innermost() instanceof Content.Srtp) {
        long second = Duration.between(call.accepted(), packet.at()).toSeconds();
        String way = packet.direction() + " " + packet.from() + " > " + packet.to();
        flows.merge(second + " s " + way, 1, Integer::sum);
      }
    }
    return machine + " " + flows;
  }

  /** Sound of a call that went, at a person's machine, to the other's home itself. */
  long directSound(FastCall call, String person) throws IOException, PcapException {
    Set<Host> peers = peers(person);
    return report(person).packets().stream()
        .filter(packet -> packet.kind() == Packet.Kind.UDP && call.lasts(packet.at()))
        .filter(packet -> peers.contains(packet.other().host()))
        .filter(packet -> ContentReader.datagram(packet.payload()) instanceof Content.Srtp)
        .count();
  }

  private NavigableMap<Instant, WirePolicy> policies(
      String person, Set<Host> own, Set<Host> routers) {
    NavigableMap<Instant, WirePolicy> policies = new TreeMap<>();
    WirePolicy quiet = policy(person, own, routers, Optional.empty());
    policies.put(Instant.MIN, quiet);
    for (FastCall call : calls) {
      policies.put(call.accepted(), policy(person, own, routers, Optional.of(call)));
      policies.put(call.ended().plus(LAST_WORDS), quiet);
    }
    return policies;
  }

  private WirePolicy policy(
      String person, Set<Host> own, Set<Host> routers, Optional<FastCall> call) {
    return new WirePolicy(
        own,
        routers,
        CapturedEstate.servers(),
        CapturedEstate.relays(),
        new WirePolicy.Media(
            call.map(it -> it.gate(person)), call.map(it -> it.gate(other(person)))),
        Optional.of(new WirePolicy.Direct(call.map(FastCall::accepted), peers(person))));
  }

  /** Where the world sees the other person: what their candidates name. */
  private Set<Host> peers(String person) {
    String other = other(person);
    Home home = home(other);
    Set<Host> peers = new HashSet<>();
    if (home.has(Family.IPV4)) {
      boolean open = home.nat() == Nat.OPEN;
      peers.add(estate.host(open ? other : home.name(), Family.IPV4));
    }
    if (home.has(Family.IPV6)) {
      peers.add(estate.host(other, Family.IPV6));
    }
    return peers;
  }

  private Set<Host> inside(String person) {
    return hosts(person, home(person));
  }

  /** At a gateway, its own addresses and what it only routes. */
  private Set<Host> outside(String person) {
    Set<Host> own = new HashSet<>(hosts(homeOf(person), home(person)));
    own.addAll(peers(other(person)));
    return own;
  }

  private Set<Host> hosts(String machine, Home home) {
    Set<Host> hosts = new HashSet<>();
    home.families().forEach(family -> hosts.add(estate.host(machine, family)));
    return hosts;
  }

  private Set<Host> neighbours(String person) {
    Set<Host> neighbours = new HashSet<>(CapturedEstate.serverHosts());
    neighbours.addAll(hosts(homeOf(other(person)), home(other(person))));
    return neighbours;
  }

  private Set<Host> routers(String person) throws IOException {
    Set<Host> routers = new HashSet<>();
    for (Family family : home(person).families()) {
      String version = family == Family.IPV4 ? "-4" : "-6";
      String route = estate.lab().run(person, "ip", version, "route", "show", "default");
      routers.add(Host.of(route.replaceAll("(?s).* via ([0-9a-f.:]+).*", "$1")));
    }
    return routers;
  }

  private Home home(String person) {
    return Optional.ofNullable(homes.get(homeOf(person))).orElseThrow();
  }

  /** All that was said, written or named, and must not be readable on the wire. */
  KnownPlaintext known() {
    KnownPlaintext known =
        new KnownPlaintext()
            .text("the line", HELLO)
            .text("the answer", ANSWER)
            .text("the passphrase", CapturedEstate.PASSPHRASE);
    CapturedEstate.NAMES.values().forEach(name -> known.text("the name " + name, name));
    for (Speech voice : Speech.values()) {
      Sound sound = voice.sound();
      known.sound(sound.pcm16()).sound(sound.at(48_000).pcm16()).sound(sound.at(8_000).pcm16());
    }
    return known;
  }

  @Override
  public void close() {
    estate.close();
  }
}
