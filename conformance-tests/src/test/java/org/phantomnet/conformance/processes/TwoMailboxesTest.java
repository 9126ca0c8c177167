package org.phantomnet.conformance.processes;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.lab.Capture;
import org.phantomnet.conformance.lab.Home;
import org.phantomnet.conformance.lab.Lab;
import org.phantomnet.conformance.lab.LabEstate;
import org.phantomnet.conformance.lab.Machine;
import org.phantomnet.conformance.lab.Nat;
import org.phantomnet.conformance.lab.NeedsLab;
import org.phantomnet.conformance.lab.Topology;
import org.phantomnet.desktop.listen.Speech;
import org.phantomnet.protocol.rule.Adversary;

/**
 * Two people of two mailboxes, each mailbox on a machine of its own: as newcomers with {@code
 * ./phantom chat --script}, from the first start on, they meet by an invitation, compare safety
 * numbers, write, call, look back and leave; what left their machines is counted on the wire.
 */
@Tag("beside-others")
class TwoMailboxesTest {
  private static final String NORTH = "192.0.2.53";
  private static final String SOUTH = "198.51.100.53";
  private static final String HOME = "192.0.2.80";
  private static final String AWAY = "198.51.100.80";

  @TempDir private Path work = Path.of(".");

  @BeforeAll
  static void needLab() {
    NeedsLab.orSkip(TwoMailboxesTest.class);
  }

  @Test
  @Adversary("ADV-51")
  void contactOfAnotherMailbox_onTheWire_isReachedThroughTheOwnOneOnly() throws IOException {
    Topology topology =
        Topology.of(
            List.of(Home.behind(Nat.OPEN, "left"), Home.behind(Nat.OPEN, "right")),
            List.of(
                Machine.in("alice", "left"),
                Machine.in("carol", "right"),
                Machine.onInternet("north", NORTH),
                Machine.onInternet("south", SOUTH),
                Machine.onInternet("home", HOME),
                Machine.onInternet("away", AWAY)));
    try (Lab lab = Lab.open(topology, work.resolve("lab"));
        LabEstate estate = new LabEstate(lab, work)) {
      Path files =
          estate.startNodes(
              List.of(
                  "north=" + NORTH + ":3478,https=8443,roles=turn+directory+issuer",
                  "south=" + SOUTH + ":3478,https=8443,roles=turn+issuer",
                  "home=" + HOME + ",https=8443,roles=mailbox",
                  "away=" + AWAY + ",https=8443,roles=mailbox"));
      Capture atAlice = lab.capture("alice");
      Capture atCarol = lab.capture("carol");
      try (LiveChat alice = chat(estate, "alice", files.resolve("client-home.json"));
          LiveChat carol = chat(estate, "carol", files.resolve("client-away.json"))) {
        meet(alice, carol);
        compareAndVerify(alice, carol);
        writeAndCall(alice, carol);
        lookBackAndQuit(alice, carol);
      }
      assertOwnMailboxOnly(SentFlow.of(lab, "alice", atAlice), HOME);
      assertOwnMailboxOnly(SentFlow.of(lab, "carol", atCarol), AWAY);
    }
  }

  private LiveChat chat(LabEstate estate, String name, Path client) throws IOException {
    Path folder = Files.createDirectories(work.resolve(name + "-files"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "chat",
                "--dir",
                work.resolve(name).toString(),
                "--estate",
                client.toString(),
                "--test-estate",
                "--voice",
                Speech.ALICE.copyTo(folder).toString(),
                "--name",
                name));
    command.addAll(LiveChat.typedInto(folder, name));
    return LiveChat.of(name, estate.start(name, command.toArray(String[]::new)));
  }

  private static void meet(LiveChat alice, LiveChat carol) throws IOException {
    carol.await("registered");
    alice.await("registered");
    alice.type("/invite");
    carol.type("/add " + alice.await("invitation").path("text").asText());
    carol.await("requested");
    alice.await("contact-request");
    carol.type("/open alice", "too early");
    assertEquals("NOT_ACCEPTED_YET", carol.await("error").path("code").asText());
    alice.type("/accept carol");
    carol.await("contact");
  }

  private static void compareAndVerify(LiveChat alice, LiveChat carol) throws IOException {
    alice.type("/verify carol");
    carol.type("/verify alice");
    JsonNode atAlice = alice.await("safety-number");
    assertEquals(60, atAlice.path("digits").asText().replaceAll("[^0-9]", "").length());
    assertEquals(atAlice.path("digits"), carol.await("safety-number").path("digits"));
    alice.type("/verify carol ok");
    alice.await("verified");
    carol.type("/verify alice ok");
    carol.await("verified");
  }

  private static void writeAndCall(LiveChat alice, LiveChat carol) throws IOException {
    carol.type("/open alice", "from one mailbox to another");
    assertEquals("from one mailbox to another", alice.await("chat").path("text").asText());
    carol.await("chat-delivered");
    alice.type("/open carol", "and back");
    assertEquals("and back", carol.await("chat").path("text").asText());
    carol.type("/call alice", "/yes");
    alice.awaitCall("RINGING");
    alice.type("/answer", "/yes");
    carol.await("first audio", event -> event.path("firstAudio").asBoolean());
    alice.await("first audio", event -> event.path("firstAudio").asBoolean());
    carol.type("/hangup");
    assertEquals("HUNG_UP_REMOTELY", alice.await("ended").path("end").asText());
    assertEquals("HUNG_UP_LOCALLY", carol.await("ended").path("end").asText());
  }

  private static void lookBackAndQuit(LiveChat... both) throws IOException {
    for (LiveChat one : both) {
      one.type("/history", "/receipt", "/quit");
      JsonNode call = one.await("history").path("entries").path(0);
      assertEquals("PRIVATE", call.path("mode").asText());
      JsonNode receipt = one.await("receipt").path("receipt");
      assertEquals(0, receipt.path("packetsOutsidePolicy").asInt(-1), receipt::toString);
      one.await("closed");
    }
    for (LiveChat one : both) {
      assertEquals(0, one.exitCode());
    }
  }

  /** Neither the other mailbox nor the other person, nor anybody else. */
  private static void assertOwnMailboxOnly(List<SentFlow> sent, String own) {
    Set<String> contacted =
        sent.stream().map(SentFlow::to).filter(to -> !to.equals("arp")).collect(toSet());
    assertEquals(Set.of(own, NORTH, SOUTH), contacted);
  }
}
