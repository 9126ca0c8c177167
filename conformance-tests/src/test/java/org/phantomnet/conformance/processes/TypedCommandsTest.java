package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.crash.JsonProcess;
import org.phantomnet.desktop.listen.Sound;
import org.phantomnet.desktop.listen.Wav;
import org.phantomnet.protocol.rule.Covers;

/**
 * Commands about modes, muting and blocking as two people type them, and what the other side then
 * sees and hears.
 */
class TypedCommandsTest extends ChatEstateFixture {
  private static final int RATE = 48_000;
  private static final int WINDOW = RATE / 10;
  private static final double LOUD = 0.1;
  private static final double SILENT = 0.005;

  @Test
  @Covers({"CALL-65", "CALL-66"})
  void modesMuteAndBlock_doWhatTheySay() throws Exception {
    Path heard = directory().resolve("heard.wav");
    try (LiveChat alice = chat("alice");
        LiveChat bob = chat("bob", "--heard", heard.toString())) {
      meet(alice, bob);
      anUnknownMode_isRefused_andCallsNobody(alice);
      requiredPostQuantum_refusesTheCall_andOffLetsItRing(alice, bob);
      theModeThatWasSet_isTheOneThatRings_andMuteIsNotPromisedYet(alice, bob);
      talkWithAMuteInBetween(alice, bob);
      aBlockedContact_reachesNobody_andWhatWasStays(alice, bob);
      bob.type("/quit");
      assertEquals(0, bob.exitCode());
    }
    assertSilenceBetweenSounds(Wav.read(heard));
  }

  private LiveChat chat(String name, String... more) throws IOException {
    Path folder = Files.createDirectories(directory().resolve(name + "-files"));
    Path tone = folder.resolve("tone.wav");
    double[] samples =
        IntStream.range(0, 60 * RATE)
            .mapToDouble(at -> 0.4 * Math.sin(2 * Math.PI * 440 * at / RATE))
            .toArray();
    Wav.write(tone, Sound.of(RATE, samples));
    List<String> arguments = new ArrayList<>(estate().chat(name, tone));
    arguments.addAll(LiveChat.typedInto(folder, name));
    arguments.addAll(List.of("--name", name));
    arguments.addAll(List.of(more));
    return LiveChat.of(
        name,
        new JsonProcess(
            ChatEstate.java(arguments), directory().resolve(name + ".err"), event -> {}));
  }

  private static void meet(LiveChat alice, LiveChat bob) throws IOException {
    alice.await("registered");
    bob.await("registered");
    bob.type("/add alice");
    alice.await("contact-request");
    alice.type("/accept bob", "/verify bob", "/verify bob ok");
    alice.await("verified");
    bob.await("contact");
    bob.type("/verify alice", "/verify alice ok"); // strangers are refused without a word (RING-2)
    bob.await("verified");
  }

  private static void anUnknownMode_isRefused_andCallsNobody(LiveChat alice) throws IOException {
    for (String line :
        List.of("/mode bob sneaky", "/call bob fsat", "/mode fsat", "/mode bob fast private")) {
      alice.type(line);
      JsonNode refused = alice.await("error");
      assertEquals("UNKNOWN_MODE", refused.path("code").asText(), line);
      assertTrue(refused.path("text").asText().contains("fast, private or paranoid"), line);
    }
    alice.type("/mode bob");
    assertEquals("PRIVATE", alice.await("mode").path("mode").asText());
    alice.type("/mute");
    assertEquals("NO_CALL", alice.await("error").path("code").asText());
  }

  private static void requiredPostQuantum_refusesTheCall_andOffLetsItRing(
      LiveChat alice, LiveChat bob) throws IOException {
    alice.type("/require-pq perhaps bob");
    assertEquals("BAD_ARGUMENTS", alice.await("error").path("code").asText());
    alice.type("/require-pq ON bob");
    assertTrue(alice.await("require-pq").path("requirePq").asBoolean());
    alice.type("/call bob fast", "/yes", "/yes");
    JsonNode refused = alice.await("ended");
    assertEquals("PQ_REQUIRED", refused.path("end").asText());
    assertTrue(refused.path("endText").asText().contains("post-quantum protection"));
    alice.type("/open bob", "after the refusal");
    assertEquals("after the refusal", bob.await("chat").path("text").asText());
    assertFalse(bob.saw(LiveChat.named("call")), "an offer would have come before the line");

    alice.type("/require-pq off bob", "/call bob fast");
    assertFalse(alice.await("require-pq").path("requirePq").asBoolean(true));
    assertEquals("FAST", bob.awaitCall("RINGING").path("mode").asText());
    bob.type("/decline");
    alice.await("ended");
  }

  private static void theModeThatWasSet_isTheOneThatRings_andMuteIsNotPromisedYet(
      LiveChat alice, LiveChat bob) throws IOException {
    alice.type("/mode bob fast", "/call bob");
    assertEquals("FAST", alice.await("mode").path("mode").asText());
    assertEquals("FAST", bob.awaitCall("RINGING").path("mode").asText());
    bob.type("/mute");
    assertEquals("NOT_CONNECTED", bob.await("error").path("code").asText());
    bob.type("/decline");
    alice.await("ended");
    alice.type("/mode private bob", "/call bob");
    assertEquals("PRIVATE", bob.awaitCall("RINGING").path("mode").asText());
  }

  private static void talkWithAMuteInBetween(LiveChat alice, LiveChat bob) throws IOException {
    bob.type("/answer", "/yes");
    bob.await("first audio", event -> event.path("firstAudio").asBoolean());
    alice.await("first audio", event -> event.path("firstAudio").asBoolean());
    alice.await(
        "a quality and a time that runs",
        call -> call.has("quality") && call.path("talkedMs").asLong() >= 1000);
    alice.type("/mute");
    alice.await("a muted call", event -> event.path("muted").asBoolean());
    alice.type("/wait chat 2", "/unmute");
    alice.await(
        "a call that is heard again",
        LiveChat.phase("CONNECTED").and(event -> !event.path("muted").asBoolean(true)));
    aWeakerMode_isAskedOfBothPeople_andEitherMaySayNo(alice, bob);
    alice.type("/wait chat 3", "/hangup");
    bob.await("ended");
    alice.await("ended");
  }

  /** Alice is warned before Bob is asked, and Bob says no. */
  private static void aWeakerMode_isAskedOfBothPeople_andEitherMaySayNo(
      LiveChat alice, LiveChat bob) throws IOException {
    alice.type("/switch fast");
    assertEquals("weaker-mode", alice.await("question").path("kind").asText());
    alice.type("/no", "/floor private bob", "/switch fast");
    assertEquals("BELOW_FLOOR", alice.await("error").path("code").asText());
    alice.type("/floor fast bob", "/switch fast", "/yes");
    alice.await("the wish", event -> event.path("switching").asText().equals("FAST"));
    bob.await("the wish", event -> event.path("requested").asText().equals("FAST"));
    bob.type("/switch private");
    bob.await("mode-kept");
    JsonNode after =
        alice.await("the no", LiveChat.phase("CONNECTED").and(event -> !event.has("switching")));
    assertEquals("PRIVATE", after.path("mode").asText());
    assertFalse(after.path("addressShown").asBoolean(true), "nothing was shown");
  }

  private static void aBlockedContact_reachesNobody_andWhatWasStays(LiveChat alice, LiveChat bob)
      throws Exception {
    alice.type("/block bob");
    alice.await("blocked");
    bob.type("/open alice", "let me in", "/call alice");
    bob.await("chat-queued");
    bob.await("bob's call", LiveChat.phase("DIALING"));
    bob.type("/wait chat 1", "/hangup");
    bob.await("ended");
    for (String line : List.of("/call bob", "to bob")) {
      alice.type("/open bob", line);
      assertEquals("BLOCKED", alice.await("error").path("code").asText(), line);
    }
    alice.type("/history", "/open bob");
    assertEquals(4, alice.await("history").path("entries").size());
    JsonNode chat = alice.await("chats").path("messages");
    assertEquals("after the refusal", chat.path(0).path("text").asText(), "history is kept");

    alice.type("/unblock bob");
    alice.await("unblocked");
    bob.type("thank you");
    assertEquals("thank you", alice.await("chat").path("text").asText());
    assertFalse(
        alice.saw(LiveChat.named("call").and(call -> !call.path("outgoing").asBoolean(true))),
        "the blocked contact's call came through");
  }

  /** At least a second of nothing, after and before sound. */
  private static void assertSilenceBetweenSounds(Sound heard) {
    List<Double> peaks = new ArrayList<>();
    for (int from = 0; from + WINDOW <= heard.length(); from += WINDOW) {
      peaks.add(
          IntStream.range(from, from + WINDOW)
              .mapToDouble(at -> Math.abs(heard.sample(at)))
              .max()
              .orElse(0));
    }
    List<Integer> loud =
        IntStream.range(0, peaks.size()).filter(at -> peaks.get(at) > LOUD).boxed().toList();
    assertTrue(loud.size() > 10, peaks::toString);
    List<Double> between = peaks.subList(loud.get(0), loud.get(loud.size() - 1));
    int longest = 0;
    int run = 0;
    for (double peak : between) {
      run = peak < SILENT ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    assertTrue(longest >= 12, peaks::toString);
  }
}
