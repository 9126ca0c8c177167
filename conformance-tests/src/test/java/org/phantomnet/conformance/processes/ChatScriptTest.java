package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.phantomnet.desktop.listen.Speech;
import org.phantomnet.protocol.rule.Covers;

/** {@code ./phantom chat} driven by scripts, as processes of their own, on a test estate. */
@Tag("beside-others")
class ChatScriptTest extends ChatEstateFixture {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 120;

  @Test
  void twoPeople_byScripts_addChatVerifyCallAndReadTheReceipt()
      throws IOException, InterruptedException {
    Process alice =
        chat(
            "alice",
            Speech.ALICE,
            List.of(),
            """
            # Alice waits for Bob.
            /wait contact-request 60
            /accept bob
            /wait chat
            Hello \u001b[2J Bob
            /wait chat-delivered
            /verify bob
            /verify bob ok
            /call bob
            /yes
            /wait ringing 60
            /wait connected 60
            /wait call:firstAudio 60
            /hangup
            /wait ended
            /history
            /receipt
            /chats
            /quit
            """);
    Process bob =
        chat(
            "bob",
            Speech.BOB,
            List.of(),
            """
            /add alice
            /wait contact 60
            /open alice
            Hi Alice
            /wait chat 60
            /wait incoming 60
            /answer
            /yes
            /wait call:firstAudio 60
            /wait ended 60
            /verify alice
            """);

    assertEquals(0, exitCode(alice), () -> said("alice"));
    assertEquals(0, exitCode(bob), () -> said("bob"));

    assertEquals(digits("alice"), digits("bob"));
    assertEquals("Hello \u001b[2J Bob", event("bob", "chat").path("text").asText());
    assertTrue(
        said("bob").chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 127)),
        "events are printable ASCII");
    JsonNode call = event("alice", "history").path("entries").path(0);
    assertEquals("HUNG_UP_LOCALLY", call.path("result").asText());
    assertEquals("PRIVATE", call.path("mode").asText());
    assertEquals(
        0, event("alice", "receipt").path("receipt").path("packetsOutsidePolicy").asInt(-1));
    JsonNode chat = event("alice", "chat-list").path("chats").path(0);
    assertEquals(0, chat.path("unread").asInt(), "accepting opened the chat");
    assertTrue(chat.path("verified").asBoolean());
    assertEquals("first-call", event("bob", "question").path("kind").asText());
  }

  /** Alice has pictures, Bob has none: he says yes, sees hers, and takes them away again. */
  @Test
  @Covers({"CALL-72", "CALL-73", "CALL-77"})
  void callOfSound_getsVideoByAQuestion_andBobEndsIt() throws IOException, InterruptedException {
    Process alice =
        chat(
            "alice",
            Speech.ALICE,
            List.of("--pictures", "clip:1"),
            """
            /wait contact-request 60
            /accept bob
            /wait chat
            Hello
            /wait chat-delivered
            /call bob
            /yes
            /wait ringing 60
            /wait connected 60
            /wait call:firstAudio 60
            /video
            /wait call:VIDEO 60
            /wait call:SOUND 60
            /hangup
            /wait ended
            /quit
            """);
    Process bob =
        chat(
            "bob",
            Speech.BOB,
            List.of(),
            """
            /add alice
            /wait contact 60
            /open alice
            Hi Alice
            /wait chat 60
            /wait incoming 60
            /answer
            /yes
            /wait call:firstAudio 60
            /wait call:ASKED 60
            /video
            /yes
            /wait call:VIDEO 60
            /wait seeing 60
            /pictures none
            /pictures watch
            /sound-only
            /wait ended 60
            """);

    assertEquals(0, exitCode(bob), () -> said("bob"));
    assertEquals(0, exitCode(alice), () -> said("alice"));

    assertTrue(
        events("bob").stream().anyMatch(e -> e.path("kind").asText().equals("video")),
        "Bob is told what a yes means");
    assertEquals("640x360", event("bob", "seeing").path("size").asText());
    assertTrue(
        events("alice").stream().noneMatch(e -> e.path("event").asText().equals("seeing")),
        "Bob has no pictures");
    for (JsonNode call : events("bob")) {
      boolean shows =
          call.path("video").asText().equals("VIDEO") && call.path("showing").asBoolean();
      assertFalse(shows, call::toString);
    }
  }

  @Test
  void failedCommand_endsTheScriptWithOne_unlessItShallGoOn()
      throws IOException, InterruptedException {
    String script = "/verfy bob\n/history\n";

    Process strict = chat("carol", Speech.ALICE, List.of(), script);
    assertEquals(1, exitCode(strict), () -> said("carol"));
    assertEquals("UNKNOWN_COMMAND", event("carol", "error").path("code").asText());
    assertTrue(events("carol").stream().noneMatch(e -> e.path("event").asText().equals("history")));

    Process lenient = chat("carol", Speech.ALICE, List.of("--keep-going"), script);
    assertEquals(0, exitCode(lenient), () -> said("carol"));
    assertTrue(event("carol", "history").path("entries").isEmpty());
    assertEquals("closed", events("carol").get(events("carol").size() - 1).path("event").asText());
  }

  private Process chat(String name, Speech voice, List<String> more, String script)
      throws IOException {
    Path folder = Files.createDirectories(directory().resolve(name + "-files"));
    Path passphrase = Files.writeString(folder.resolve("passphrase"), "harbor violin " + name);
    Path file = Files.writeString(folder.resolve("script"), script);
    List<String> arguments = new ArrayList<>(estate().chat(name, voice.copyTo(folder)));
    arguments.addAll(List.of("--name", name, "--script", file.toString()));
    arguments.addAll(more);
    return start(arguments, passphrase, directory().resolve(name + ".out"));
  }

  private static Process start(List<String> mainAndArguments, Path in, Path out)
      throws IOException {
    return new ProcessBuilder(ChatEstate.java(mainAndArguments))
        .redirectInput(in.toFile())
        .redirectOutput(out.toFile())
        .redirectError(out.resolveSibling(out.getFileName() + ".err").toFile())
        .start();
  }

  private static int exitCode(Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  private String said(String name) {
    try {
      return Files.readString(directory().resolve(name + ".out"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<JsonNode> events(String name) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : said(name).lines().toList()) {
      events.add(JSON.readTree(line));
    }
    return events;
  }

  private JsonNode event(String name, String event) throws IOException {
    return events(name).stream()
        .filter(e -> e.path("event").asText().equals(event))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + event + " in\n" + said(name)));
  }

  private String digits(String name) throws IOException {
    return event(name, "safety-number").path("digits").asText();
  }
}
