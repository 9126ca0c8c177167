package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.crash.JsonProcess;

/**
 * Two people on two machines with addresses of their own, two relays on two more: they meet, write
 * and call, and what left each person's machine is counted on its wire, not asked of the program.
 */
class TwoMachinesTest {
  private static final String ALICE = "192.0.2.10";
  private static final String BOB = "198.51.100.10";
  private static final String NORTH = "192.0.2.53";
  private static final String SOUTH = "198.51.100.53";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int TALK_PACKETS = 100;
  private static final int UDP = 17;

  @TempDir private Path work = Path.of(".");
  private final List<JsonProcess> running = new ArrayList<>();

  @BeforeEach
  void needNamespaces() {
    boolean possible = Machines.possible();
    if (!possible) {
      System.err.println(
          "SKIPPED TwoMachinesTest: this user may not have network namespaces. Run the tests as root,"
              + " or allow them: sysctl kernel.unprivileged_userns_clone=1"
              + " (Ubuntu: kernel.apparmor_restrict_unprivileged_userns=0), and install util-linux"
              + " and iproute2.");
    }
    Assumptions.assumeTrue(possible, "network namespaces are not allowed; see standard error");
  }

  @AfterEach
  void stopAll() {
    running.forEach(JsonProcess::kill);
  }

  @Test
  void callBetweenTwoMachines_onTheWire_goesToRelaysOnly() throws IOException {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("alice", ALICE);
    addresses.put("bob", BOB);
    addresses.put("north", NORTH);
    addresses.put("south", SOUTH);
    Commands commands = Commands.in(work);
    try (Machines machines = new Machines(work, addresses)) {
      Path estate = startRelays(machines, commands);
      JsonProcess atAlice = machines.capture("alice");
      JsonProcess atBob = machines.capture("bob");
      JsonProcess alice = client(machines, commands, "alice", estate);
      JsonProcess bob = client(machines, commands, "bob", estate);

      befriendAndWrite(alice, bob);
      callAndTalk(alice, bob);
      alice.close();
      bob.close();
      probe(machines, "alice", BOB);
      probe(machines, "bob", ALICE);

      JsonNode fromAlice = captured(atAlice);
      JsonNode fromBob = captured(atBob);
      assertOnlyRelays(fromAlice, BOB);
      assertOnlyRelays(fromBob, ALICE);
      assertNotEquals(relayOf(fromAlice), relayOf(fromBob), "one relay would see both addresses");
    }
  }

  private Path startRelays(Machines machines, Commands commands) throws IOException {
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
      JsonProcess node =
          start(machines.on(relay, commands.relay("run", "--config", config)), relay);
      await(node, 0, named("ready"), relay + " ready");
    }
    return directory.resolve("estate.json");
  }

  private JsonProcess client(Machines machines, Commands commands, String name, Path estate) {
    JsonProcess client =
        start(
            machines.on(
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
   * One packet that must be seen: else the count says nothing. It dies at the router, so that
   * nobody answers it.
   */
  private void probe(Machines machines, String from, String to) {
    String send =
        "import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM);"
            + " s.setsockopt(socket.IPPROTO_IP, socket.IP_TTL, 1); s.sendto(b'x', ('"
            + to
            + "', 9))";
    start(machines.on(from, List.of("/usr/bin/python3", "-c", send)), "probe-" + from).awaitEnd();
  }

  private static JsonNode captured(JsonProcess capture) {
    capture.close();
    JsonNode result = await(capture, 0, named("captured"), "the capture");
    assertEquals(0, result.path("lost").asInt(-1), "packets the capture missed");
    return result.path("sent");
  }

  private static void assertOnlyRelays(JsonNode sent, String otherPerson) {
    assertEquals(1, packets(sent, otherPerson), "to the other person, the probe apart: " + sent);
    assertTrue(packets(sent, NORTH) > 0 && packets(sent, SOUTH) > 0, () -> "" + sent);
    for (JsonNode flow : sent) {
      String to = flow.path("to").asText();
      boolean expected =
          List.of(NORTH, SOUTH, otherPerson, "arp").contains(to) || to.startsWith("ff02:");
      assertTrue(expected, () -> "unexpected: " + flow);
    }
    assertTrue(packets(sent, relayOf(sent), UDP) >= TALK_PACKETS, () -> "no call: " + sent);
  }

  /** Where the media went. */
  private static String relayOf(JsonNode sent) {
    return packets(sent, NORTH, UDP) > packets(sent, SOUTH, UDP) ? NORTH : SOUTH;
  }

  private static long packets(JsonNode sent, String to, int... protocols) {
    return stream(sent)
        .filter(flow -> flow.path("to").asText().equals(to))
        .filter(flow -> protocols.length == 0 || flow.path("protocol").asInt() == protocols[0])
        .mapToLong(flow -> flow.path("packets").asLong())
        .sum();
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
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
