package org.phantomnet.conformance.capture;

import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.named;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.LabEstate;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Topology;

/**
 * Two people in two homes, two relays and a mailbox, each a machine of a lab, and captures of what
 * crosses the machines and their homes' gateways. What it started is killed with {@link #close}.
 * One thread.
 */
final class CapturedEstate implements AutoCloseable {
  static final List<String> PEOPLE = List.of("alice", "bob");
  static final List<String> GATEWAYS = List.of("left", "right");
  static final Map<String, String> NAMES = Map.of("alice", "kingfisher", "bob", "nightjar");
  static final String PASSPHRASE = "correct horse battery staple";
  private static final String POST = "192.0.2.80";
  private static final String NORTH = "192.0.2.53";
  private static final String SOUTH = "198.51.100.53";
  private static final int FIRST_RELAYED = 20_000;
  private static final int LAST_RELAYED = 29_999;

  private final Path work;
  private final Lab lab;
  private final LabEstate estate;
  private final Map<String, JsonProcess> clients = new LinkedHashMap<>();
  private final Map<String, Capture> captures = new LinkedHashMap<>();
  private final Map<String, List<Frame>> frames = new LinkedHashMap<>();

  /**
   * @param left alice's home
   * @param right bob's
   * @param others on the internet
   */
  CapturedEstate(Path work, Home left, Home right, Machine... others) throws IOException {
    this.work = work;
    List<Machine> machines =
        Stream.concat(
                Stream.of(
                    Machine.in("alice", "left"),
                    Machine.in("bob", "right"),
                    Machine.onInternet("north", NORTH),
                    Machine.onInternet("south", SOUTH),
                    Machine.onInternet("post", POST)),
                Stream.of(others))
            .toList();
    lab = Lab.open(Topology.of(List.of(left, right), machines), work.resolve("lab"));
    estate = new LabEstate(lab, work);
  }

  Lab lab() {
    return lab;
  }

  /** Starts relays and mailbox. */
  void start() throws IOException {
    estate.startNodes(
        List.of(
            "north=" + NORTH + ":3478,https=8443,roles=turn+directory+issuer",
            "south=" + SOUTH + ":3478,https=8443,roles=turn+issuer",
            "post=" + POST + ",https=8443,roles=mailbox"));
  }

  /** Starts a program that tells its events as JSON lines on a machine; killed at the end. */
  JsonProcess start(String machine, String... command) {
    return estate.start(machine, List.of(command), event -> {});
  }

  /** Captures from now on. */
  void capture(String... machines) throws IOException {
    for (String machine : machines) {
      captures.put(machine, lab.capture(machine));
    }
  }

  /** Starts both clients and makes them contacts that may call each other. */
  void meet() {
    meet(Optional.empty());
  }

  /**
   * As {@link #meet()}.
   *
   * @param bobsOwn classes in front of the product's in Bob's client
   */
  void meet(Optional<Path> bobsOwn) {
    for (String person : PEOPLE) {
      clients.put(person, client(person, person.equals("bob") ? bobsOwn : Optional.empty()));
    }
    clients.forEach(
        (person, client) -> {
          await(client, named("registered"), person + " registered");
          await(client, named("calls-ready"), person + " ready for calls");
        });
    client("alice").tell("request", Map.of("who", user("bob")));
    await(client("bob"), named("contact-request"), "Bob is asked");
    client("bob").tell("accept-contact", Map.of("who", user("alice")));
    await(client("alice"), named("contact"), "Bob consents");
    // Who verified the other answers a call before the person does, so the path is there early.
    for (String person : PEOPLE) {
      client(person).tell("verify", Map.of("who", user(other(person))));
      await(client(person), named("verified"), "the verification");
    }
  }

  private JsonProcess client(String person, Optional<Path> own) {
    List<String> command =
        new ArrayList<>(
            estate
                .commands()
                .client(
                    "client",
                    "--dir",
                    work.resolve(person).toString(),
                    "--estate",
                    work.resolve("estate").resolve("client-post.json").toString(),
                    "--test-estate",
                    "--voice",
                    person));
    own.ifPresent(
        classes -> {
          int at = command.indexOf("-cp") + 1;
          command.set(at, classes + ":" + command.get(at));
        });
    JsonProcess client = estate.start(person, command, event -> {});
    client.tell("open", Map.of("passphrase", PASSPHRASE));
    client.tell("register", Map.of("name", NAMES.getOrDefault(person, "")));
    return client;
  }

  JsonProcess client(String person) {
    return Optional.ofNullable(clients.get(person)).orElseThrow();
  }

  void say(String person, String text) {
    client(person).tell("chat", Map.of("to", user(other(person)), "text", text));
    await(client(other(person)), event -> event.path("text").asText().equals(text), "the line");
  }

  /** Ends both clients as their people would. */
  void quit() {
    clients.values().forEach(JsonProcess::close);
  }

  /** Everything captured at a machine or gateway; ends all captures. */
  List<Frame> frames(String machine) throws IOException, PcapException {
    for (Map.Entry<String, Capture> capture : captures.entrySet()) {
      if (!frames.containsKey(capture.getKey())) {
        Capture.Result result = capture.getValue().stop();
        if (result.lost() != 0) {
          throw new IOException("the capture missed packets: it proves nothing");
        }
        frames.put(capture.getKey(), PcapReader.read(result.file()));
      }
    }
    return frames.getOrDefault(machine, List.of());
  }

  /** Mailbox, directory and issuers. */
  static Set<Endpoint> servers() {
    return Set.of(Endpoint.of(POST, 8443), Endpoint.of(NORTH, 8443), Endpoint.of(SOUTH, 8443));
  }

  static Set<Host> serverHosts() {
    return Set.of(Host.of(NORTH), Host.of(SOUTH), Host.of(POST));
  }

  static List<WirePolicy.Relay> relays() {
    return Stream.of(NORTH, SOUTH)
        .map(
            address ->
                new WirePolicy.Relay(
                    Endpoint.of(address, 3478),
                    Set.of(Host.of(address)),
                    FIRST_RELAYED,
                    LAST_RELAYED))
        .toList();
  }

  Host host(String machine, Family family) {
    return Host.of(lab.address(machine, family));
  }

  static String other(String person) {
    return person.equals("alice") ? "bob" : "alice";
  }

  static String homeOf(String person) {
    return person.equals("alice") ? "left" : "right";
  }

  static String user(String person) {
    return NAMES.getOrDefault(person, "") + "@" + POST + ":8443";
  }

  @Override
  public void close() {
    estate.close();
    lab.close();
  }
}
