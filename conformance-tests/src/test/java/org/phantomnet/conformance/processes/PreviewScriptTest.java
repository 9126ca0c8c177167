package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
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

  private static long captures(LiveChat chat) {
    return chat.process()
        .descendants()
        .filter(one -> one.info().commandLine().orElse("").contains("CaptureChild"))
        .count();
  }

  /** However slow the machine: what is said of a picture is the blackout's word for it. */
  @Test
  @Covers({"ENG-128", "BLK-20"})
  void preview_saysWhatTheBlackoutSays_andGivesTheCameraBack() throws IOException {
    Path film = directory().resolve("film.y4m");
    DemoFilm.make(Repository.root().resolve(PORTRAIT), film);
    try (LiveChat alice =
        LiveChat.start(
            estate(), directory(), "alice", "--name", "alice", "--pictures", "film:" + film)) {
      alice.await("registered");
      assertEquals(0, captures(alice));

      alice.type("/preview");
      alice.await("preview");
      JsonNode first = alice.await("previewing");
      JsonNode second = alice.await("previewing");
      assertTrue(captures(alice) > 0);
      for (JsonNode look : new JsonNode[] {first, second}) {
        BlackoutState state = BlackoutState.valueOf(look.path("state").asText());
        assertEquals(
            "Preview, nothing is sent: 640x360, " + state.words(), look.path("text").asText());
      }
      assertTrue(BlackoutState.valueOf(first.path("state").asText()).allBlack(), first::toString);

      alice.type("/preview");
      alice.await("preview-over");
      long limit = System.nanoTime() + PATIENCE.toNanos();
      while (captures(alice) > 0) {
        assertTrue(System.nanoTime() < limit, "the camera is still open");
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      alice.type("/quit");
      assertEquals(0, alice.exitCode());
    }
  }
}
