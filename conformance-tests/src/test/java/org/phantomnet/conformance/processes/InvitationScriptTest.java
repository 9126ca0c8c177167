package org.phantomnet.conformance.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Alice and Carol of two mailboxes, each a process that is typed into. */
@Tag("beside-others")
class InvitationScriptTest extends ChatEstateFixture {
  @Override
  void start(ChatEstate stopped) throws IOException, InterruptedException {
    stopped.startTwoMailboxes();
  }

  @Test
  void invitation_ofAnotherMailbox_leadsToChatAndCall_andAFalseOneToNothing() throws IOException {
    try (LiveChat alice = LiveChat.start(estate(), directory(), "alice", "--name", "alice");
        LiveChat carol =
            LiveChat.startAt(
                "client-two.json", estate(), directory(), "carol", "--name", "carol")) {
      carol.await("registered");
      alice.await("registered");
      alice.type("/invite");
      String invitation = alice.await("invitation").path("text").asText();

      assertEquals("UNKNOWN_MAILBOX", refusal(carol, withoutPin(invitation)));
      assertEquals("BAD_INVITATION", refusal(carol, invitation + "a"));
      assertEquals("PIN_MISMATCH", refusal(carol, withAnotherPin(invitation)));

      carol.type("/add " + invitation);
      carol.await("requested");
      String who = alice.await("contact-request").path("who").asText();
      alice.type("/accept carol");
      carol.await("contact");
      carol.type("/open alice", "from one mailbox to another");
      JsonNode chat = alice.await("chat");
      assertEquals(who, chat.path("from").asText());
      assertEquals("from one mailbox to another", chat.path("text").asText());

      carol.type("/call alice", "/yes");
      alice.awaitCall("RINGING");
      alice.type("/answer", "/yes");
      carol.await("first audio", e -> e.path("firstAudio").asBoolean());
      carol.type("/hangup");
      assertEquals("HUNG_UP_REMOTELY", alice.await("ended").path("end").asText());
    }
  }

  private static String refusal(LiveChat by, String invitation) throws IOException {
    by.type("/add " + invitation);
    return by.await("error").path("code").asText();
  }

  private static String withoutPin(String invitation) {
    return invitation.substring(0, invitation.indexOf('#'));
  }

  private static String withAnotherPin(String invitation) {
    int last = invitation.indexOf('#') + 1;
    String other = invitation.charAt(last) == 'b' ? "c" : "b";
    return invitation.substring(0, last) + other + invitation.substring(last + 1);
  }
}
