package org.phantomnet.desktop.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.desktop.client.ClientException;

class AwaitedTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern WORD = Pattern.compile("\"([a-z]+(?:-[a-z]+)*)\"");
  private static final Pattern EVENT =
      Pattern.compile(
          "(?:Answer\\.(?:done|show)|new Answer|events\\.emit)\\(\\s*(?:\\w+ \\? )?"
              + "\"([a-z-]+)\"(?: : \"([a-z-]+)\")?");

  private static ObjectNode call(String phase) {
    return JSON.createObjectNode().put("event", "call").put("phase", phase).put("muted", false);
  }

  private static String refusal(String typed) {
    ClientException refused = assertThrows(ClientException.class, () -> Awaited.of(typed));
    assertEquals("NO_SUCH_EVENT", refused.code());
    return String.valueOf(refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "connected, CONNECTED",
    "ringing, RINGING",
    "ringing, REMOTE_RINGING",
    "incoming, RINGING",
    "call:RINGING, RINGING"
  })
  void step_ofACall_isItsPhase(String typed, String phase) throws ClientException {
    Awaited awaited = Awaited.of(typed);

    assertEquals("call", awaited.event());
    assertTrue(awaited.matches(call(phase)));
    assertFalse(awaited.matches(call("ENDED")));
  }

  @Test
  void ended_isTheEventThatTheHistoryIsWritten() throws ClientException {
    assertEquals("ended", Awaited.of("ended").event());
  }

  @Test
  void flag_ofACall_mustBeTrue() throws ClientException {
    Awaited muted = Awaited.of("call:muted");

    assertFalse(muted.matches(call("CONNECTED")));
    assertTrue(muted.matches(call("CONNECTED").put("muted", true)));
  }

  @Test
  void modeOfACall_isTheOneInUse_notTheOneAskedFor() throws ClientException {
    Awaited inPrivate = Awaited.of("call:PRIVATE");

    assertFalse(
        inPrivate.matches(call("CONNECTED").put("mode", "FAST").put("switching", "PRIVATE")));
    assertFalse(
        Awaited.of("call:FAST")
            .matches(call("CONNECTED").put("mode", "PRIVATE").put("requested", "FAST")));
    assertTrue(inPrivate.matches(call("CONNECTED").put("mode", "PRIVATE")));
  }

  @ParameterizedTest
  @CsvSource({
    "conected, connected",
    "callsready, calls-ready",
    "call:CONNECTD, call:CONNECTED",
    "call:connected, call:CONNECTED",
    "hungup, ''",
    "zzzzzzzz, ''"
  })
  void name_thatCanNeverCome_isRefusedWithWhatMayHaveBeenMeant(String typed, String meant) {
    String text = refusal(typed);

    assertTrue(meant.isEmpty() || text.endsWith("Did you mean " + meant + "?"), text);
  }

  @Test
  void wait_takesTheEventsBeforeTheOneItFoundAlong() throws ClientException {
    EventLog log = new EventLog();
    List.of("DIALING", "CONNECTED").forEach(phase -> log.add(call(phase)));

    assertTrue(log.await(Awaited.of("connected"), Duration.ZERO));
    assertFalse(log.await(Awaited.of("dialing"), Duration.ZERO));
  }

  @Test
  void names_areExactlyThoseThatTheCodeEmits() throws IOException {
    Set<String> emitted = new TreeSet<>(Set.of("error"));
    for (String folder : List.of("chat", "client")) {
      try (Stream<Path> files =
          Files.list(Path.of("src/main/java/org/phantomnet/desktop").resolve(folder))) {
        for (Path file : files.filter(each -> !each.endsWith("ScriptSession.java")).toList()) {
          Matcher found = EVENT.matcher(Files.readString(file));
          while (found.find()) {
            emitted.add(found.group(1));
            if (found.group(2) != null) {
              emitted.add(found.group(2));
            }
          }
        }
      }
    }
    emitted.addAll(Set.of("mode", "floor", "require-pq")); // named through a variable

    assertEquals(emitted, new TreeSet<>(EventNames.ALL));
    assertTrue(EventNames.ALL.stream().allMatch(name -> WORD.matcher('"' + name + '"').matches()));
  }
}
