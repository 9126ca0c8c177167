package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Alice, and Bob with two devices, each a process that is typed into. */
@Tag("beside-others")
class LinkingScriptTest extends ChatEstateFixture {
  private static final int TERMINATED = 128 + 15;

  @Test
  void linkedDevice_chatsAndAnswers_untilItIsUnlinked() throws IOException, InterruptedException {
    try (LiveChat alice = LiveChat.start(estate(), directory(), "alice", "--name", "alice");
        LiveChat bob = LiveChat.start(estate(), directory(), "bob", "--name", "bob");
        LiveChat tablet = LiveChat.start(estate(), directory(), "tablet", "--link", "tablet")) {
      alice.await("registered");
      bob.type("/add alice");
      alice.await("contact-request");
      alice.type("/accept bob");
      bob.await("contact");

      link(bob, tablet);
      alice.await("contact-devices-changed");

      alice.type("/open bob", "to both");
      assertEquals("to both", bob.await("chat").path("text").asText());
      assertEquals("to both", tablet.await("chat").path("text").asText());

      alice.type("/call bob", "/yes");
      answered(alice, tablet, bob);
      alice.type("/hangup");
      alice.await("ended");
      tablet.await("ended");

      alice.type("/call bob");
      answered(alice, bob, tablet);
      bob.process().toHandle().destroy(); // SIGTERM, as at a shutdown
      assertEquals("HUNG_UP_REMOTELY", alice.await("ended").path("end").asText());
      bob.await("closed");
      assertEquals(TERMINATED, bob.process().waitFor());

      unlink(alice, tablet);
    }
  }

  private static void link(LiveChat bob, LiveChat tablet) throws IOException {
    String code = tablet.await("link-code").path("code").asText();
    bob.type("/link " + code + " Tablet");
    assertEquals("link", bob.await("question").path("kind").asText());
    bob.type("/yes");
    assertTrue(tablet.await("linked-here").path("address").asText().startsWith("bob@"));
    assertEquals(2, bob.await("device-linked").path("device").asInt());
    tablet.await("contact");
    bob.type("/devices");
    JsonNode devices = bob.await("devices").path("devices");
    assertEquals("Tablet", devices.path(1).path("name").asText());
  }

  /** Both ring; the one answers, and the other stops. */
  private static void answered(LiveChat alice, LiveChat by, LiveChat other) throws IOException {
    by.awaitCall("RINGING");
    other.awaitCall("RINGING");
    by.type("/answer", "/yes");
    assertEquals("ACCEPTED_ELSEWHERE", other.await("ended").path("end").asText());
    alice.await(
        "first audio",
        e -> e.path("phase").asText().equals("CONNECTED") && e.path("firstAudio").asBoolean());
  }

  /** Bob's first device starts again and takes the tablet off. */
  private void unlink(LiveChat alice, LiveChat tablet) throws IOException {
    try (LiveChat bob = LiveChat.start(estate(), directory(), "bob")) {
      bob.await("registered");
      bob.type("/unlink 2", "/yes");
      assertEquals(2, bob.await("unlinked").path("device").asInt());
      tablet.await("unlinked-here");
      alice.await("contact-devices-changed");
      tablet.type("/open alice", "from a lost device");
      assertEquals("UNLINKED", tablet.await("error").path("code").asText());
    }
  }
}
