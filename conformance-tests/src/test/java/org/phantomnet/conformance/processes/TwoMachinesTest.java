package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.named;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Family;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.LabEstate;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.conformance.lab.Topology;

/**
 * Two people on two machines with addresses of their own, two relays on two more: they meet, write
 * and call, and what left each person's machine is counted on its wire, not asked of the program.
 */
@Tag("beside-others")
class TwoMachinesTest {
  private static final String NORTH = "192.0.2.53";
  private static final String SOUTH = "198.51.100.53";
  private static final int TALK_PACKETS = 100;
  private static final int UDP = 17;

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(TwoMachinesTest.class);
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
    try (Lab lab = Lab.open(topology, work.resolve("lab"));
        LabEstate estate = new LabEstate(lab, work)) {
      Path file =
          estate
              .startNodes(
                  List.of(
                      "north=" + NORTH + ":3478,https=8443,roles=turn+mailbox+directory+issuer",
                      "south=" + SOUTH + ":3478,https=8443,roles=turn+issuer"))
              .resolve("estate.json");
      Capture atAlice = lab.capture("alice");
      Capture atBob = lab.capture("bob");
      JsonProcess alice = client(estate, "alice", file);
      JsonProcess bob = client(estate, "bob", file);

      befriendAndWrite(alice, bob);
      callAndTalk(alice, bob);
      alice.close();
      bob.close();
      String addressOfAlice = lab.address("alice", Family.IPV4);
      String addressOfBob = lab.address("bob", Family.IPV4);
      probe(lab, "alice", addressOfBob);
      probe(lab, "bob", addressOfAlice);

      List<SentFlow> fromAlice = SentFlow.of(lab, "alice", atAlice);
      List<SentFlow> fromBob = SentFlow.of(lab, "bob", atBob);
      assertOnlyRelays(fromAlice, addressOfBob);
      assertOnlyRelays(fromBob, addressOfAlice);
      assertNotEquals(relayOf(fromAlice), relayOf(fromBob), "one relay would see both addresses");
    }
  }

  private JsonProcess client(LabEstate estate, String name, Path file) {
    JsonProcess client =
        estate.start(
            name,
            "client",
            "--dir",
            work.resolve(name).toString(),
            "--estate",
            file.toString(),
            "--test-estate",
            "--voice",
            name);
    client.tell("open", Map.of("passphrase", "correct horse"));
    await(client, named("opened"), name + " opened");
    client.tell("register", Map.of("name", name));
    await(client, named("registered"), name + " registered");
    await(client, named("calls-ready"), name + " ready for calls");
    return client;
  }

  private void befriendAndWrite(JsonProcess alice, JsonProcess bob) {
    String mailbox = NORTH + ":8443";
    alice.tell("request", Map.of("who", "bob@" + mailbox));
    await(bob, named("contact-request"), "Bob is asked");
    bob.tell("accept-contact", Map.of("who", "alice@" + mailbox));
    await(alice, named("contact"), "Bob consents");
    alice.tell("chat", Map.of("to", "bob@" + mailbox, "text", "hello Bob"));
    await(bob, event -> event.path("text").asText().equals("hello Bob"), "the line");
    bob.tell("chat", Map.of("to", "alice@" + mailbox, "text", "hello Alice"));
    await(alice, event -> event.path("text").asText().equals("hello Alice"), "the answer");
  }

  private void callAndTalk(JsonProcess alice, JsonProcess bob) {
    alice.tell("call", Map.of("who", "bob@" + NORTH + ":8443", "mode", "PRIVATE"));
    await(bob, phase("RINGING"), "Bob's phone rings");
    bob.tell("answer", Map.of());
    for (JsonProcess side : List.of(alice, bob)) {
      await(side, event -> event.path("firstAudio").asBoolean(), "sound");
      await(
          side,
          event -> event.path("quality").path("packetsReceived").asLong() >= TALK_PACKETS,
          "some talk");
    }
    alice.tell("hangup", Map.of());
    await(alice, phase("ENDED"), "the end");
    await(bob, phase("ENDED"), "the end at Bob's");
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
}
