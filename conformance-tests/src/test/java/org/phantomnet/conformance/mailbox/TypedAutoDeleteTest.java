package org.phantomnet.conformance.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;

/** {@code /autodelete} as typed into a chat whose clock is set forward. */
@Tag("beside-others")
class TypedAutoDeleteTest {
  @TempDir private Path directory = Path.of(".");
  private final MovableClock clock = new MovableClock();

  @Test
  @Covers("CONT-17")
  void messages_goAtTheirTime_neitherBeforeNorAfterItIsOff() throws Exception {
    Path served = Files.createDirectories(directory.resolve("mailbox"));
    try (RealMailbox mailbox = new RealMailbox(served, clock);
        Member bob = new Member("bob", directory, mailbox.client(clock), clock).register();
        TypedChat alice =
            TypedChat.start(
                directory.resolve("alice"),
                Files.writeString(directory.resolve("estate.json"), mailbox.estateFile()),
                "alice",
                clock)) {
      alice.await("registered");
      UserAddress address = new UserAddress("alice", bob.address.mailbox());
      bob.messenger.requestContact(address);
      alice.await("contact-request");
      alice.type("/accept bob");
      bob.awaitHeard("accepted alice");
      say(bob, alice, address, "first");

      assertRefused(alice, "/autodelete 5m", "UNKNOWN_TIME");
      assertRefused(alice, "/autodelete bob 5m", "UNKNOWN_TIME");
      assertRefused(alice, "/autodelete 0h bob", "UNKNOWN_TIME");
      assertRefused(alice, "/autodelete 1h 2h", "BAD_ARGUMENTS");
      assertRefused(alice, "/autodelete 1h nobody", "UNKNOWN_CONTACT");
      assertEquals(0, kept(alice, "/autodelete"), "what is refused changes nothing");
      assertEquals(3600, kept(alice, "/autodelete 1h bob"));

      clock.forward(Duration.ofMinutes(45));
      say(bob, alice, address, "second");
      assertEquals(List.of("first", "second"), texts(alice));
      clock.forward(Duration.ofMinutes(30));
      say(bob, alice, address, "third"); // a record that comes makes it look what is due
      awaitTexts(alice, List.of("second", "third"));

      assertEquals(0, kept(alice, "/autodelete off"));
      clock.forward(Duration.ofHours(9));
      say(bob, alice, address, "fourth");
      say(bob, alice, address, "fifth");
      assertEquals(List.of("second", "third", "fourth", "fifth"), texts(alice));
      assertEquals(7200, kept(alice, "/autodelete bob 2h"));
      assertEquals(List.of("fourth", "fifth"), texts(alice));
    }
  }

  private static void say(Member bob, TypedChat alice, UserAddress address, String text)
      throws Exception {
    bob.messenger.sendChat(address, text);
    assertEquals(text, alice.await("chat").path("text").asText());
  }

  private static void assertRefused(TypedChat alice, String line, String code) throws Exception {
    alice.type(line);
    JsonNode refused = alice.await("error");
    assertEquals(code, refused.path("code").asText(), refused::toString);
  }

  private static long kept(TypedChat alice, String line) throws Exception {
    alice.type(line);
    return alice.await("auto-delete").path("seconds").asLong(-1);
  }

  private static List<String> texts(TypedChat alice) throws Exception {
    alice.type("/open bob");
    List<String> texts = new ArrayList<>();
    alice.await("chats").path("messages").forEach(line -> texts.add(line.path("text").asText()));
    return texts;
  }

  /** The sweep runs on a thread of its own. */
  private static void awaitTexts(TypedChat alice, List<String> wanted) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    List<String> now = texts(alice);
    while (!now.equals(wanted)) {
      assertTrue(System.nanoTime() < deadline, now.toString());
      now = texts(alice);
    }
  }
}
