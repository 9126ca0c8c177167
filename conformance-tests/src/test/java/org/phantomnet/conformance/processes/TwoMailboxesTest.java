package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.Commands;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.desktop.listen.Speech;
import org.phantomnet.protocol.rule.Adversary;

/**
 * Two people of two mailboxes, each mailbox on a machine of its own: they meet by an invitation,
 * write and call from {@code ./phantom chat}, and what left their machines is counted on the wire.
 */
class TwoMailboxesTest {
  private static final String ALICE = "192.0.2.10";
  private static final String CAROL = "198.51.100.10";
  private static final String NORTH = "192.0.2.53";
  private static final String SOUTH = "198.51.100.53";
  private static final String HOME = "192.0.2.80";
  private static final String AWAY = "198.51.100.80";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path work = Path.of(".");
  private final List<JsonProcess> running = new ArrayList<>();

  @AfterEach
  void stopAll() {
    running.forEach(JsonProcess::kill);
  }

  @Test
  @Adversary("ADV-51")
  void contactOfAnotherMailbox_onTheWire_isReachedThroughTheOwnOneOnly() throws IOException {
    Assumptions.assumeTrue(Machines.possible(), "no network namespaces; TwoMachinesTest says more");
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("alice", ALICE);
    addresses.put("carol", CAROL);
    addresses.put("north", NORTH);
    addresses.put("south", SOUTH);
    addresses.put("home", HOME);
    addresses.put("away", AWAY);
    Commands commands = Commands.in(work);
    try (Machines machines = new Machines(work, addresses)) {
      Path estate = startNodes(machines, commands);
      JsonProcess atAlice = machines.capture("alice");
      JsonProcess atCarol = machines.capture("carol");
      try (LiveChat alice = chat(machines, commands, "alice", estate.resolve("client-home.json"));
          LiveChat carol = chat(machines, commands, "carol", estate.resolve("client-away.json"))) {
        meetWriteAndCall(alice, carol);
      }
      assertOwnMailboxOnly(sent(atAlice), HOME, List.of(AWAY, CAROL));
      assertOwnMailboxOnly(sent(atCarol), AWAY, List.of(HOME, ALICE));
    }
  }

  private Path startNodes(Machines machines, Commands commands) throws IOException {
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
                "home=" + HOME + ",https=8443,roles=mailbox",
                "--relay",
                "away=" + AWAY + ",https=8443,roles=mailbox"),
            "estate");
    await(made, event -> event.path("testEstate").asBoolean(), "the estate");
    made.close();
    for (String node : List.of("north", "south", "home", "away")) {
      String config = directory.resolve(node + ".toml").toString();
      JsonProcess run = start(machines.on(node, commands.relay("run", "--config", config)), node);
      await(run, named("ready"), node + " ready");
    }
    return directory;
  }

  private LiveChat chat(Machines machines, Commands commands, String name, Path client)
      throws IOException {
    Path folder = Files.createDirectories(work.resolve(name + "-files"));
    List<String> arguments =
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
    arguments.addAll(LiveChat.typedInto(folder, name));
    List<String> command = commands.client(arguments.toArray(String[]::new));
    return LiveChat.of(name, start(machines.on(name, command), name));
  }

  private static void meetWriteAndCall(LiveChat alice, LiveChat carol) throws IOException {
    carol.await("registered");
    alice.await("registered");
    alice.type("/invite");
    carol.type("/add " + alice.await("invitation").path("text").asText());
    carol.await("requested");
    alice.await("contact-request");
    alice.type("/accept carol");
    carol.await("contact");
    carol.type("/open alice", "from one mailbox to another");
    assertEquals("from one mailbox to another", alice.await("chat").path("text").asText());
    alice.type("/open carol", "and back");
    assertEquals("and back", carol.await("chat").path("text").asText());
    carol.type("/call alice", "/yes");
    alice.awaitCall("RINGING");
    alice.type("/answer", "/yes");
    carol.await("first audio", event -> event.path("firstAudio").asBoolean());
    alice.await("first audio", event -> event.path("firstAudio").asBoolean());
    carol.type("/hangup");
    assertEquals("HUNG_UP_REMOTELY", alice.await("ended").path("end").asText());
  }

  private static JsonNode sent(JsonProcess capture) {
    capture.close();
    JsonNode result = await(capture, named("captured"), "the capture");
    assertEquals(0, result.path("lost").asInt(-1), "packets the capture missed");
    return result.path("sent");
  }

  private static void assertOwnMailboxOnly(JsonNode sent, String own, List<String> never) {
    List<String> contacted =
        StreamSupport.stream(sent.spliterator(), false)
            .map(flow -> flow.path("to").asText())
            .filter(to -> !to.equals("arp") && !to.startsWith("ff02:"))
            .distinct()
            .toList();
    never.forEach(other -> assertTrue(!contacted.contains(other), () -> other + " in " + sent));
    List.of(own, NORTH, SOUTH)
        .forEach(
            needed -> assertTrue(contacted.contains(needed), () -> needed + " not in " + sent));
    assertEquals(3, contacted.size(), () -> "somebody else: " + sent);
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
}
