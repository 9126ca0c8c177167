package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.conformance.crash.Moments.until;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.repository.Repository;
import org.phantomnet.desktop.demo.DemoFilm;
import org.phantomnet.engine.blackout.BlackoutState;
import org.phantomnet.protocol.rule.Covers;

/** A person looks at the own pictures before a call: the real chat, capture child and model. */
@Tag("beside-others")
class PreviewScriptTest extends ChatEstateFixture {
  private static final String PORTRAIT =
      "blackout-tflite/src/test/resources/org/phantomnet/segmenter/astronaut.jpg";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static List<ProcessHandle> captures(LiveChat chat) {
    return chat.process()
        .descendants()
        .filter(one -> one.info().commandLine().orElse("").contains("CaptureChild"))
        .toList();
  }

  /** Whether it has the camera open: the film in its place. */
  private static boolean opened(ProcessHandle child, Path film) {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(child.pid()), "fd"))) {
      return files.anyMatch(file -> target(file).equals(Optional.of(film)));
    } catch (IOException | UncheckedIOException e) {
      return false; // the process has just ended
    }
  }

  private static Optional<Path> target(Path file) {
    try {
      return Optional.of(Files.readSymbolicLink(file));
    } catch (IOException e) {
      return Optional.empty(); // just closed
    }
  }

  private static boolean opened(LiveChat chat, Path film) {
    return captures(chat).stream().anyMatch(one -> opened(one, film));
  }

  private static Path temporary(ProcessHandle child) {
    String option = "-Djava.io.tmpdir=";
    return Stream.of(child.info().arguments().orElseThrow())
        .filter(one -> one.startsWith(option))
        .map(one -> Path.of(one.substring(option.length())))
        .findFirst()
        .orElseThrow();
  }

  /** However slow the machine: what is said of a picture is the blackout's word for it. */
  @Test
  @Covers({"ENG-128", "ENG-131", "BLK-20"})
  void preview_saysWhatTheBlackoutSays_andGivesTheCameraBack() throws IOException {
    Path film = directory().toRealPath().resolve("film.y4m");
    DemoFilm.make(Repository.root().resolve(PORTRAIT), film);
    try (LiveChat alice =
        LiveChat.start(
            estate(), directory(), "alice", "--name", "alice", "--pictures", "film:" + film)) {
      alice.await("registered");
      until(PATIENCE, () -> captures(alice).size() == 1);
      assertFalse(opened(alice, film));

      alice.type("/preview");
      alice.await("preview");
      JsonNode first = alice.await("previewing");
      JsonNode second = alice.await("previewing");
      assertTrue(opened(alice, film));
      for (JsonNode look : new JsonNode[] {first, second}) {
        BlackoutState state = BlackoutState.valueOf(look.path("state").asText());
        assertEquals(
            "Preview, nothing is sent: 640x360, " + state.words(), look.path("text").asText());
      }
      assertTrue(BlackoutState.valueOf(first.path("state").asText()).allBlack(), first::toString);

      alice.type("/preview");
      alice.await("preview-over");
      until(PATIENCE, () -> !opened(alice, film));
      until(PATIENCE, () -> captures(alice).size() == 1);
      assertFalse(opened(alice, film));
      Path temporary = temporary(captures(alice).get(0));
      assertTrue(Files.exists(temporary));
      alice.type("/quit");
      assertEquals(0, alice.exitCode());
      assertFalse(Files.exists(temporary));
    }
  }
}
