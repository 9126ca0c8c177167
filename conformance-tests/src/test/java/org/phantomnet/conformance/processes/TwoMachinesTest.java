package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.conformance.lab.Topology;

/**
 * Two people on two machines with addresses of their own, two relays on two more: they meet, write
 * and call, and what left each person's machine is counted on its wire, not asked of the program.
 */
class TwoMachinesTest {
  private static final String NORTH = "192.0.2.53";
  private static final String SOUTH = "198.51.100.53";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int TALK_PACKETS = 100;
  private static final int UDP = 17;

  @TempDir private Path work = Path.of(".");
  private final List<JsonProcess> running = new ArrayList<>();

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(TwoMachinesTest.class);
  }

  @AfterEach
  void stopAll() {
    running.forEach(JsonProcess::kill);
  }

  @Test
  void callBetweenTwoMachines_onTheWire_goesToRelaysOnly() throws IOException {
    Topology topology =
        Topology.of(
            List.of(Home.behind(Nat.OPEN, "left"), Home.behind(Nat.OPEN, "right")),
            List.of(
                Machine.in("alice", "left"),
                Machine.in("bob", "right"),
                Machine.onInternet("north", NORTH),
                Machine.onInternet("south", SOUTH)));
    Commands commands = Commands.in(work);
    try (Lab lab = Lab.open(topology, work.resolve("lab"))) {
      Path estate = startRelays(lab, commands);
      Capture atAlice = lab.capture("alice");
      Capture atBob = lab.capture("bob");
      JsonProcess alice = client(lab, commands, "alice", estate);
      JsonProcess bob = client(lab, commands, "bob", estate);

      befriendAndWrite(alice, bob);
      callAndTalk(alice, bob);
      alice.close();
      bob.close();
      String addressOfAlice = lab.address("alice", Family.IPV4);
      String addressOfBob = lab.address("bob", Family.IPV4);
      probe(lab, "alice", addressOfBob);
      probe(lab, "bob", addressOfAlice);

      List<SentFlow> fromAlice = sent(lab, "alice", atAlice);
      List<SentFlow> fromBob = sent(lab, "bob", atBob);
      assertOnlyRelays(fromAlice, addressOfBob);
      assertOnlyRelays(fromBob, addressOfAlice);
      assertNotEquals(relayOf(fromAlice), relayOf(fromBob), "one relay would see both addresses");
    }
  }

  private Path startRelays(Lab lab, Commands commands) throws IOException {
    Path directory = work.resolve("estate");
    JsonProcess made =
        start(
            commands.relay(
                "estate",
                "--dir",
                directory.toString(),
                "--relay",
                "north=" + NORTH + ":3478,https=8443,roles=turn+mailbox+directory+issuer",
                "--relay",
                "south=" + SOUTH + ":3478,https=8443,roles=turn+issuer"),
            "estate");
    await(made, 0, event -> event.path("testEstate").asBoolean(), "the estate");
    made.close();
    for (String relay : List.of("north", "south")) {
      String config = directory.resolve(relay + ".toml").toString();
      JsonProcess node = start(lab.on(relay, commands.relay("run", "--config", config)), relay);
      await(node, 0, named("ready"), relay + " ready");
    }
    return directory.resolve("estate.json");
  }

  private JsonProcess client(Lab lab, Commands commands, String name, Path estate) {
    JsonProcess client =
        start(
            lab.on(
                name,
                commands.client(
                    "client",
                    "--dir",
                    work.resolve(name).toString(),
                    "--estate",
                    estate.toString(),
                    "--test-estate",
                    "--voice",
                    name)),
            name);
    client.tell("open", Map.of("passphrase", "correct horse"));
    await(client, 0, named("opened"), name + " opened");
    client.tell("register", Map.of("name", name));
    await(client, 0, named("registered"), name + " registered");
    await(client, 0, named("calls-ready"), name + " ready for calls");
    return client;
  }

  private void befriendAndWrite(JsonProcess alice, JsonProcess bob) {
    String mailbox = NORTH + ":8443";
    alice.tell("request", Map.of("who", "bob@" + mailbox));
    await(bob, 0, named("contact-request"), "Bob is asked");
    bob.tell("accept-contact", Map.of("who", "alice@" + mailbox));
    await(alice, 0, named("contact"), "Bob consents");
    alice.tell("chat", Map.of("to", "bob@" + mailbox, "text", "hello Bob"));
    await(bob, 0, event -> event.path("text").asText().equals("hello Bob"), "the line");
    bob.tell("chat", Map.of("to", "alice@" + mailbox, "text", "hello Alice"));
    await(alice, 0, event -> event.path("text").asText().equals("hello Alice"), "the answer");
  }

  private void callAndTalk(JsonProcess alice, JsonProcess bob) {
    alice.tell("call", Map.of("who", "bob@" + NORTH + ":8443", "mode", "PRIVATE"));
    await(bob, 0, phase("RINGING"), "Bob's phone rings");
    bob.tell("answer", Map.of());
    for (JsonProcess side : List.of(alice, bob)) {
      await(side, 0, event -> event.path("firstAudio").asBoolean(), "sound");
      await(
          side,
          0,
          event -> event.path("quality").path("packetsReceived").asLong() >= TALK_PACKETS,
          "some talk");
    }
    alice.tell("hangup", Map.of());
    await(alice, 0, phase("ENDED"), "the end");
    await(bob, 0, phase("ENDED"), "the end at Bob's");
  }

  /**
   * One packet that must be seen: else the count says nothing. It dies at the gateway, so that
   * nobody answers it.
   */
  private void probe(Lab lab, String from, String to) throws IOException {
    String send =
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
            + " s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1); s.sendto(b'x', ('"
            + to
            + "', 9))";
    lab.run(from, "/usr/bin/python3", "-c", send);
  }

  private static List<SentFlow> sent(Lab lab, String machine, Capture capture) throws IOException {
    String own = lab.run(machine, "cat", "/sys/class/net/eth0/address").strip();
    Capture.Result result = capture.stop();
    assertEquals(0, result.lost(), "packets the capture missed");
    return SentFlow.in(result.file(), own);
  }

  private static void assertOnlyRelays(List<SentFlow> sent, String otherPerson) {
    assertEquals(1, packets(sent, otherPerson), "to the other person, the probe apart: " + sent);
    assertTrue(packets(sent, NORTH) > 0 && packets(sent, SOUTH) > 0, () -> "" + sent);
    for (SentFlow flow : sent) {
      boolean expected = List.of(NORTH, SOUTH, otherPerson, "arp").contains(flow.to());
      assertTrue(expected, () -> "unexpected: " + flow);
    }
    assertTrue(packets(sent, relayOf(sent), UDP) >= TALK_PACKETS, () -> "no call: " + sent);
  }

  /** Where the media went. */
  private static String relayOf(List<SentFlow> sent) {
    return packets(sent, NORTH, UDP) > packets(sent, SOUTH, UDP) ? NORTH : SOUTH;
  }

  private static long packets(List<SentFlow> sent, String to, int... protocols) {
    return sent.stream()
        .filter(flow -> flow.to().equals(to))
        .filter(flow -> protocols.length == 0 || flow.protocol() == protocols[0])
        .mapToLong(SentFlow::packets)
        .sum();
  }

  private JsonProcess start(List<String> command, String name) {
    JsonProcess process = new JsonProcess(command, work.resolve(name + ".err"), event -> {});
    running.add(process);
    return process;
  }

  private static JsonNode await(
      JsonProcess process, int mark, Predicate<JsonNode> wanted, String what) {
    return process
        .await(mark, LIMIT, wanted)
        .orElseThrow(() -> new AssertionError("did not happen: " + what + "; " + process.last()));
  }

  private static Predicate<JsonNode> named(String event) {
    return line -> line.path("event").asText().equals(event);
  }

  private static Predicate<JsonNode> phase(String phase) {
    return line -> line.path("phase").asText().equals(phase);
  }
}
