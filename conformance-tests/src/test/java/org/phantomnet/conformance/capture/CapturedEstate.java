package org.phantomnet.conformance.capture;

import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.named;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.LabEstate;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Topology;
import org.phantomnet.desktop.listen.Speech;

/**
 * People, each in a home of their own, two relays and a mailbox, each a machine of a lab, and
 * captures of what crosses the machines and their homes' gateways. What it started is killed with
 * {@link #close}. One thread.
 */
final class CapturedEstate implements AutoCloseable {
  static final List<String> PEOPLE = List.of("alice", "bob");
  static final List<String> GATEWAYS = List.of("left", "right");

  /** Under which they register: words that are nowhere else. */
  static final Map<String, String> NAMES =
      Map.of(
          "alice", "kingfisher",
          "bob", "nightjar",
          "carol", "goldcrest",
          "dave", "oystercatcher",
          "erin", "whinchat",
          "frank", "dunnock",
          "grace", "wheatear",
          "heidi", "redpoll");

  static final String PASSPHRASE = "correct horse battery staple";

  /** So many clients start at a time: each has a minute to be ready. */
  private static final int START_AT_ONCE = 3;

  private final Path work;
  private final Servers servers;
  private final Map<String, Home> homes;
  private final Lab lab;
  private final LabEstate estate;
  private final Set<String> recorded = new HashSet<>();
  private final Map<String, String> clips = new HashMap<>();
  private final Map<String, JsonProcess> clients = new LinkedHashMap<>();
  private final Map<String, List<String>> told = new HashMap<>();
  private final Map<String, Capture> captures = new LinkedHashMap<>();
  private final Map<String, List<Frame>> frames = new LinkedHashMap<>();

  /**
   * Alice and Bob.
   *
   * @param left alice's home
   * @param right bob's
   * @param others on the internet or in a home
   */
  CapturedEstate(Path work, Home left, Home right, Machine... others) throws IOException {
    this(work, Servers.TWO_RELAYS, inOrder(left, right), others);
  }

  private static Map<String, Home> inOrder(Home left, Home right) {
    Map<String, Home> homes = new LinkedHashMap<>();
    homes.put("alice", left);
    homes.put("bob", right);
    return homes;
  }

  /**
   * @param homes by their people
   */
  CapturedEstate(Path work, Servers servers, Map<String, Home> homes, Machine... others)
      throws IOException {
    this.work = work;
    this.servers = servers;
    this.homes = new LinkedHashMap<>(homes);
    List<Machine> machines = new ArrayList<>();
    homes.forEach((person, home) -> machines.add(Machine.in(person, home.name())));
    machines.addAll(servers.machines());
    machines.addAll(List.of(others));
    lab = Lab.open(Topology.of(List.copyOf(homes.values()), machines), work.resolve("lab"));
    estate = new LabEstate(lab, work);
  }

  Lab lab() {
    return lab;
  }

  Servers servers() {
    return servers;
  }

  /** Starts relays and mailbox. */
  void start() throws IOException {
    estate.startNodes(servers.nodes());
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

  /** Starts Alice's and Bob's clients and makes them contacts that may call each other. */
  void meet() {
    meet(Optional.empty());
  }

  /**
   * As {@link #meet()}.
   *
   * @param bobsOwn classes in front of the product's in Bob's client
   */
  void meet(Optional<Path> bobsOwn) {
    register(bobsOwn.map(own -> Map.of("bob", own)).orElse(Map.of()));
    befriend(List.of(Set.of("alice", "bob")));
  }

  /**
   * Starts everybody's client.
   *
   * @param own classes in front of the product's, by person
   */
  void register(Map<String, Path> own) {
    open(
        List.copyOf(homes.keySet()),
        person -> {
          JsonProcess client = client(person, Optional.ofNullable(own.get(person)));
          client.tell("register", Map.of("name", NAMES.getOrDefault(person, "")));
          return client;
        });
  }

  /** Ends clients and starts them again, as after days: with new grants, among others. */
  void restart(Collection<String> people) {
    people.forEach(person -> client(person).close());
    open(List.copyOf(people), person -> client(person, Optional.empty()));
  }

  private void open(List<String> people, Function<String, JsonProcess> starts) {
    for (int from = 0; from < people.size(); from += START_AT_ONCE) {
      List<String> some = people.subList(from, Math.min(people.size(), from + START_AT_ONCE));
      some.forEach(person -> clients.put(person, starts.apply(person)));
      for (String person : some) {
        await(client(person), named("registered"), person + " registered");
        await(client(person), named("calls-ready"), person + " ready for calls");
      }
    }
  }

  /** Makes contacts of each two, who then verify each other. */
  void befriend(Collection<Set<String>> pairs) {
    List<List<String>> ordered =
        pairs.stream().map(pair -> pair.stream().sorted().toList()).toList();
    for (List<String> pair : ordered) {
      client(pair.get(0)).tell("request", Map.of("who", user(pair.get(1))));
    }
    for (List<String> pair : ordered) {
      String asks = user(pair.get(0));
      await(client(pair.get(1)), named("contact-request").and(of(asks)), "being asked");
      client(pair.get(1)).tell("accept-contact", Map.of("who", asks));
    }
    for (List<String> pair : ordered) {
      await(client(pair.get(0)), named("contact").and(of(user(pair.get(1)))), "consent");
    }
    // Who verified the other answers a call before the person does, so the path is there early.
    for (List<String> pair : ordered) {
      verify(pair.get(0), pair.get(1));
      verify(pair.get(1), pair.get(0));
    }
  }

  private void verify(String person, String other) {
    int mark = client(person).mark();
    client(person).tell("verify", Map.of("who", user(other)));
    await(client(person), mark, named("verified"), "the verification");
  }

  private static Predicate<JsonNode> of(String user) {
    return event -> event.path("who").asText().equals(user);
  }

  private JsonProcess client(String person, Optional<Path> own) {
    Speech[] voices = Speech.values();
    int number = List.copyOf(homes.keySet()).indexOf(person);
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
                    voices[number % voices.length].name()));
    if (recorded.contains(person)) {
      command.addAll(List.of("--heard", heard(person).toString()));
    }
    if (clips.containsKey(person)) {
      command.addAll(List.of("--clip", clips.getOrDefault(person, "")));
    }
    own.ifPresent(
        classes -> {
          int at = command.indexOf("-cp") + 1;
          command.set(at, classes + ":" + command.get(at));
        });
    List<String> told =
        this.told.computeIfAbsent(
            person, unused -> Collections.synchronizedList(new ArrayList<>()));
    JsonProcess client = estate.start(person, command, event -> told.add(event.toString()));
    client.tell("open", Map.of("passphrase", PASSPHRASE));
    return client;
  }

  /** What a person shows in calls with video: the number of a computed clip; before it starts. */
  void shows(String person, int clip) {
    clips.put(person, Integer.toString(clip));
  }

  /** Writes down what a person's client plays; before it starts. */
  void record(String person) {
    recorded.add(person);
  }

  /**
   * What a recorded person's client played, once it ended; no file if it never opened its sound.
   */
  Path heard(String person) {
    return work.resolve(person + "-heard.wav");
  }

  JsonProcess client(String person) {
    return Optional.ofNullable(clients.get(person)).orElseThrow();
  }

  /** Alice or Bob to the other. */
  void say(String person, String text) {
    say(person, other(person), text);
  }

  void say(String person, String to, String text) {
    client(person).tell("chat", Map.of("to", user(to), "text", text));
    await(client(to), event -> event.path("text").asText().equals(text), "the line");
  }

  /** All that a person's client told or wrote as errors, once it ended. */
  List<String> words(String person) throws IOException {
    List<String> words = new ArrayList<>(told.getOrDefault(person, List.of()));
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.filter(file -> isErrors(person, file)).toList()) {
        words.addAll(Files.readAllLines(file));
      }
    }
    return words;
  }

  private static boolean isErrors(String person, Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(person + "-") && name.endsWith(".err");
  }

  /** Ends all clients as their people would. */
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

  Host host(String machine, Family family) {
    return Host.of(lab.address(machine, family));
  }

  Home home(String person) {
    return Optional.ofNullable(homes.get(person)).orElseThrow();
  }

  Set<String> people() {
    return homes.keySet();
  }

  /** The addresses of a person's machine. */
  Set<Host> inside(String person) {
    return hosts(person, home(person));
  }

  /** The addresses of a home's gateway outside. */
  Set<Host> outside(Home home) {
    return hosts(home.name(), home);
  }

  private Set<Host> hosts(String machine, Home home) {
    Set<Host> hosts = new HashSet<>();
    home.families().forEach(family -> hosts.add(host(machine, family)));
    return hosts;
  }

  static String other(String person) {
    return person.equals("alice") ? "bob" : "alice";
  }

  static String homeOf(String person) {
    return person.equals("alice") ? "left" : "right";
  }

  String user(String person) {
    return servers.user(NAMES.getOrDefault(person, ""));
  }

  @Override
  public void close() {
    estate.close();
    lab.close();
  }
}
