package org.phantomnet.conformance.capture;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.Topology;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Speech;

/**
 * Two people in two homes, two relays and a mailbox, each a machine of a lab; a chat and a call in
 * Private mode, with all that crosses the two machines and their homes' gateways captured. One use;
 * one thread.
 */
final class CapturedCall implements AutoCloseable {
  static final List<String> PEOPLE = List.of("alice", "bob");
  static final List<String> GATEWAYS = List.of("left", "right");
  private static final String POST = "192.0.2.80";
  private static final String NORTH = "192.0.2.53";
  private static final String SOUTH = "198.51.100.53";
  private static final Map<String, String> NAMES = Map.of("alice", "kingfisher", "bob", "nightjar");
  private static final String HELLO = "the harbour at nine, bring the violin";
  private static final String ANSWER = "with the second bow and both letters";
  private static final String PASSPHRASE = "correct horse battery staple";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int TALK_PACKETS = 150;
  private static final int FIRST_RELAYED = 20_000;
  private static final int LAST_RELAYED = 29_999;

  private final Path work;
  private final Lab lab;
  private final Commands commands;
  private final List<JsonProcess> running = new ArrayList<>();
  private final Map<String, JsonProcess> clients = new LinkedHashMap<>();
  private final Map<String, Capture> captures = new LinkedHashMap<>();
  private final Map<String, List<Frame>> frames = new LinkedHashMap<>();
  private Instant accepted = Instant.MAX;

  CapturedCall(Path work) throws IOException {
    this.work = work;
    commands = Commands.in(work);
    lab =
        Lab.open(
            Topology.of(
                List.of(
                    Home.behind(Nat.PORT_RESTRICTED, "left"), Home.behind(Nat.SYMMETRIC, "right")),
                List.of(
                    Machine.in("alice", "left"),
                    Machine.in("bob", "right"),
                    Machine.onInternet("north", NORTH),
                    Machine.onInternet("south", SOUTH),
                    Machine.onInternet("post", POST))),
            work.resolve("lab"));
  }

  /** Starts relays and mailbox. */
  void startEstate() throws IOException {
    Path directory = work.resolve("estate");
    JsonProcess made =
        start(
            commands.relay(
                "estate",
                "--dir",
                directory.toString(),
                "--relay",
                "north=" + NORTH + ":3478,https=8443,roles=turn+directory+issuer",
                "--relay",
                "south=" + SOUTH + ":3478,https=8443,roles=turn+issuer",
                "--relay",
                "post=" + POST + ",https=8443,roles=mailbox"),
            "estate");
    await(made, event -> event.path("testEstate").asBoolean(), "the estate");
    made.close();
    Map<String, JsonProcess> nodes = new LinkedHashMap<>();
    for (String node : List.of("north", "south", "post")) {
      String config = directory.resolve(node + ".toml").toString();
      nodes.put(node, start(lab.on(node, commands.relay("run", "--config", config)), node));
    }
    nodes.forEach((name, node) -> await(node, named("ready"), name + " ready"));
  }

  /** Starts an attacker on a relay's machine, who answers in the relay's place. */
  void redirect(String relay, String elsewhere) throws IOException {
    Path script = work.resolve("redirect.py");
    try (InputStream in = CapturedCall.class.getResourceAsStream("redirect.py")) {
      Files.write(script, in == null ? new byte[0] : in.readAllBytes());
    }
    await(
        start(
            lab.on(relay, "/usr/bin/python3", script.toString(), address(relay), elsewhere),
            "redirect-" + relay),
        named("ready"),
        "the attacker at " + relay);
  }

  /** From the first packet to the last: register, meet, write, call, talk, hang up, quit. */
  void chatAndCall() throws IOException {
    for (String machine : List.of("alice", "bob", "left", "right")) {
      captures.put(machine, lab.capture(machine));
    }
    for (String person : PEOPLE) {
      clients.put(person, client(person));
    }
    clients.forEach(
        (person, client) -> {
          await(client, named("registered"), person + " registered");
          await(client, named("calls-ready"), person + " ready for calls");
        });
    JsonProcess alice = started("alice");
    JsonProcess bob = started("bob");
    alice.tell("request", Map.of("who", user("bob")));
    await(bob, named("contact-request"), "Bob is asked");
    bob.tell("accept-contact", Map.of("who", user("alice")));
    await(alice, named("contact"), "Bob consents");
    // Who verified the other answers a call before the person does, so the path is there early.
    for (String person : PEOPLE) {
      JsonProcess side = person.equals("alice") ? alice : bob;
      side.tell("verify", Map.of("who", user(person.equals("alice") ? "bob" : "alice")));
      await(side, named("verified"), "the verification");
    }
    alice.tell("call", Map.of("who", user("bob"), "mode", "PRIVATE"));
    await(bob, phase("RINGING"), "Bob's phone rings");
    // The way over both relays is there, and nobody has accepted: what they write meanwhile takes
    // its time, in which no media may cross.
    for (JsonProcess side : clients.values()) {
      await(side, event -> event.path("transportConnected").asBoolean(), "the path");
      await(side, event -> event.path("keysConfirmed").asBoolean(), "the keys");
    }
    say(alice, "bob", HELLO, bob);
    say(bob, "alice", ANSWER, alice);
    accepted = Instant.now();
    bob.tell("answer", Map.of());
    for (JsonProcess side : clients.values()) {
      await(side, event -> event.path("firstAudio").asBoolean(), "sound");
      await(
          side,
          event -> event.path("quality").path("packetsReceived").asLong() >= TALK_PACKETS,
          "some talk");
    }
    alice.tell("hangup", Map.of());
    for (JsonProcess side : clients.values()) {
      await(side, phase("ENDED"), "the end");
    }
    clients.values().forEach(JsonProcess::close);
  }

  private void say(JsonProcess from, String to, String text, JsonProcess hears) {
    from.tell("chat", Map.of("to", user(to), "text", text));
    await(hears, event -> event.path("text").asText().equals(text), "the line");
  }

  private JsonProcess started(String person) {
    return Optional.ofNullable(clients.get(person)).orElseThrow();
  }

  private JsonProcess client(String person) {
    JsonProcess client =
        start(
            lab.on(
                person,
                commands.client(
                    "client",
                    "--dir",
                    work.resolve(person).toString(),
                    "--estate",
                    work.resolve("estate").resolve("client-post.json").toString(),
                    "--test-estate",
                    "--voice",
                    person)),
            person);
    client.tell("open", Map.of("passphrase", PASSPHRASE));
    client.tell("register", Map.of("name", NAMES.getOrDefault(person, "")));
    return client;
  }

  /**
   * Sends one packet to the other person's machine: a capture that does not show it is no proof.
   */
  void leak(String person) throws IOException {
    String to = lab.address(person.equals("alice") ? "right" : "left", Family.IPV4);
    lab.run(
        person,
        "/usr/bin/python3",
        "-c",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('"
            + to
            + "', 9))");
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

  /** The report on a person's machine, under Private mode's policy. */
  WireReport at(String person) throws IOException, PcapException {
    Host own = Host.of(lab.address(person, Family.IPV4));
    String gateway = own.toString().replaceAll("\\.[0-9]+$", ".1");
    return WireAudit.of(
        frames(person),
        new Vantage(Optional.empty(), Set.of(own)),
        policy(own, Set.of(Host.of(gateway))));
  }

  /** The report on the outside of a home, under the same policy: its neighbours are the servers. */
  WireReport outside(String gateway) throws IOException, PcapException {
    Host own = Host.of(lab.address(gateway, Family.IPV4));
    return WireAudit.of(
        frames(gateway),
        new Vantage(Optional.empty(), Set.of(own)),
        policy(own, Set.of(Host.of(NORTH), Host.of(SOUTH), Host.of(POST))));
  }

  private WirePolicy policy(Host own, Set<Host> routers) {
    return new WirePolicy(
        Set.of(own),
        routers,
        Set.of(Endpoint.of(POST, 8443), Endpoint.of(NORTH, 8443), Endpoint.of(SOUTH, 8443)),
        List.of(relay(NORTH), relay(SOUTH)),
        new WirePolicy.Media(Optional.of(accepted), Optional.of(accepted)),
        Optional.empty());
  }

  private static WirePolicy.Relay relay(String address) {
    return new WirePolicy.Relay(
        Endpoint.of(address, 3478), Set.of(Host.of(address)), FIRST_RELAYED, LAST_RELAYED);
  }

  Instant accepted() {
    return accepted;
  }

  /** When a client says that its gate opened; the gate itself opened a little before. */
  Instant gateOpened(String person) {
    JsonNode event =
        await(
            started(person),
            e -> e.path("code").asText().equals("GATE_OPENED"),
            "the gate of " + person);
    return Instant.EPOCH.plus(event.path("atMicros").asLong(), ChronoUnit.MICROS);
  }

  /** All that was said, written or named, and must not be readable on the wire at a person's. */
  KnownPlaintext known(String person) {
    String other = person.equals("alice") ? "bob" : "alice";
    KnownPlaintext known =
        new KnownPlaintext()
            .text("the line", HELLO)
            .text("the answer", ANSWER)
            .text("the passphrase", PASSPHRASE)
            .text("the other's address", lab.address(other, Family.IPV4))
            .text(
                "the other's outside address",
                lab.address(other.equals("alice") ? "left" : "right", Family.IPV4));
    NAMES.values().forEach(name -> known.text("the name " + name, name));
    JsonNode call = await(started(person), phase("CONNECTED"), "the call");
    known.octets("the call's id", HexFormat.of().parseHex(call.path("call").asText()));
    for (Speech voice : Speech.values()) {
      Sound sound = voice.sound();
      known.sound(sound.pcm16()).sound(sound.at(48_000).pcm16()).sound(sound.at(8_000).pcm16());
    }
    return known;
  }

  /** The outside address of the other person's home. */
  Set<Host> networkOfOther(String person) {
    String other = person.equals("alice") ? "bob" : "alice";
    return Set.of(
        Host.of(lab.address(other, Family.IPV4)),
        Host.of(lab.address(other.equals("alice") ? "left" : "right", Family.IPV4)));
  }

  private String address(String relay) {
    return lab.address(relay, Family.IPV4);
  }

  private static String user(String person) {
    return NAMES.getOrDefault(person, "") + "@" + POST + ":8443";
  }

  private JsonProcess start(List<String> command, String name) {
    JsonProcess process = new JsonProcess(command, work.resolve(name + ".err"), event -> {});
    running.add(process);
    return process;
  }

  private static JsonNode await(JsonProcess process, Predicate<JsonNode> wanted, String what) {
    return process
        .await(0, LIMIT, wanted)
        .orElseThrow(() -> new AssertionError("did not happen: " + what + "; " + process.last()));
  }

  private static Predicate<JsonNode> named(String event) {
    return line -> line.path("event").asText().equals(event);
  }

  private static Predicate<JsonNode> phase(String phase) {
    return line -> line.path("phase").asText().equals(phase);
  }

  @Override
  public void close() {
    running.forEach(JsonProcess::kill);
    lab.close();
  }
}
