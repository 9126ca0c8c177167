package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.phantomnet.conformance.lab.LabEstate.await;
import static org.phantomnet.conformance.lab.LabEstate.named;
import static org.phantomnet.conformance.lab.LabEstate.phase;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/**
 * What a person is told of their own sound while it leaves: real clients, engines and relays on
 * loopback. Without the constant rate, as its breaks switch it off in the engine's codec, this is
 * the look at run time that must notice.
 */
class RateShownTest {
  private static final int TALK_PACKETS = 100;

  @TempDir private Path directory = Path.of(".");
  private final List<JsonNode> rates = new CopyOnWriteArrayList<>();
  private final List<JsonProcess> clients = new CopyOnWriteArrayList<>();
  private ChatEstate estate = new ChatEstate(directory);

  @AfterEach
  void stop() throws InterruptedException {
    clients.forEach(JsonProcess::kill);
    estate.close();
  }

  @Test
  @Covers({"WIRE-14", "CALL-59"})
  @Adversary("ADV-44")
  void privateCall_spokenMutedAndHeld_isShownAsOfConstantRate()
      throws IOException, InterruptedException {
    estate = new ChatEstate(directory);
    estate.start();
    JsonProcess alice = client("alice");
    JsonProcess bob = client("bob");
    String user = address(alice);
    alice.tell("request", Map.of("who", address(bob)));
    await(bob, named("contact-request"), "Bob is asked");
    bob.tell("accept-contact", Map.of("who", user));
    await(alice, named("contact"), "Bob consents");
    bob.tell("call", Map.of("who", user, "mode", "PRIVATE"));
    await(alice, phase("RINGING"), "the phone rings");
    alice.tell("answer", Map.of());
    for (JsonProcess side : clients) {
      assertEquals("VERIFIED", judged(side), () -> "the rate as shown: " + rates);
      await(side, RateShownTest::hasEveryFigure, "all figures of a second");
    }
    for (String change : List.of("mute", "hold")) {
      alice.tell(change, Map.of("on", "true"));
      talk(bob, bob.mark());
    }
    bob.tell("hangup", Map.of());

    for (JsonProcess side : clients) {
      JsonNode end = await(side, phase("ENDED"), "the end");
      assertFalse(end.path("receipt").path("constantRate").asText().equals("VIOLATED"), "" + rates);
    }
    assertEquals(List.of(), rates.stream().filter(it -> it.asText().equals("VIOLATED")).toList());
  }

  /** Over loopback no packet is late: jitter and concealment may be 0, but they are told. */
  private static boolean hasEveryFigure(JsonNode event) {
    JsonNode quality = event.path("quality");
    return quality.path("packetsReceived").asLong() > 0
        && quality.path("jitterMs").asDouble(-1) >= 0
        && quality.path("roundTripMs").asDouble() > 0
        && quality.path("concealedSamples").asLong(-1) >= 0
        && quality.path("loss").asDouble(-1) >= 0
        && quality.path("concealment").asDouble(-1) >= 0
        && quality.path("mos").asDouble() > 1
        && quality.has("poor");
  }

  private JsonProcess client(String name) {
    JsonProcess client =
        new JsonProcess(
            ChatEstate.java(
                List.of(
                    "org.phantomnet.desktop.commands.Phantom",
                    "client",
                    "--dir",
                    directory.resolve(name).toString(),
                    "--estate",
                    directory.resolve("estate").resolve("estate.json").toString(),
                    "--test-estate",
                    "--voice",
                    name)),
            directory.resolve(name + ".err"),
            event -> {
              if (event.has("constantRate")) {
                rates.add(event.path("constantRate"));
              }
            });
    clients.add(client);
    client.tell("open", Map.of("passphrase", "correct horse battery staple"));
    client.tell("register", Map.of("name", name));
    await(client, named("calls-ready"), name + " ready for calls");
    return client;
  }

  private static String address(JsonProcess client) {
    return await(client, named("registered"), "registration").path("address").asText();
  }

  /** What is shown once it was looked at for long enough. */
  private static String judged(JsonProcess side) {
    return await(
            side,
            event -> List.of("VERIFIED", "VIOLATED").contains(event.path("constantRate").asText()),
            "a judgement of the rate")
        .path("constantRate")
        .asText();
  }

  private static void talk(JsonProcess side, int mark) {
    long before = received(await(side, mark, event -> event.has("quality"), "figures"));
    await(side, mark, event -> received(event) >= before + TALK_PACKETS, "some more packets");
  }

  private static long received(JsonNode event) {
    return event.path("quality").path("packetsReceived").asLong();
  }
}
