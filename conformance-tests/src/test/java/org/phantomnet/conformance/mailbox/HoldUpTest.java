package org.phantomnet.conformance.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.messenger.history.ChatMessage;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.mailbox.MailboxException.Reason;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** What the mailbox refuses for one person, or of one kind of request, holds up nothing else. */
@Tag("beside-others")
class HoldUpTest extends HostileMailboxFixture {
  private HostileMailbox.Lies refusing(Member recipient, Reason reason) {
    return new HostileMailbox.Lies() {
      @Override
      public void beforeSend(UserAddress to) throws MailboxException {
        if (to.equals(recipient.address)) {
          throw new MailboxException(reason);
        }
      }
    };
  }

  @ParameterizedTest
  @EnumSource(
      value = Reason.class,
      names = {"QUEUE_FULL", "RATE_LIMITED", "SERVER_ERROR"})
  @Covers("SESS-10")
  @Adversary("ADV-55")
  void recipientForWhomNothingIsTaken_holdsUpNobodyElse(Reason reason) throws Exception {
    alice.befriend(bob);
    alice.befriend(carol);
    alice.mailbox.tell(refusing(bob, reason));

    alice.say(bob, "first");
    alice.say(bob, "second");
    alice.talk(carol, "meanwhile");
    assertEquals(ChatMessage.State.QUEUED, alice.stateOf(bob, "first"));
    alice.mailbox.beHonest();
    clock.forward(Duration.ofSeconds(31));
    alice.say(bob, "third");
    alice.await(() -> alice.stateOf(bob, "third") == ChatMessage.State.DELIVERED);

    assertEquals(List.of("first", "second", "third"), bob.from(alice));
  }

  @Test
  @Covers("MBX-12")
  @Adversary("ADV-55")
  void clockThatTheMailboxCallsWrong_holdsUpNoSend() throws Exception {
    alice.befriend(bob);
    alice.mailbox.tell(
        new HostileMailbox.Lies() {
          @Override
          public void beforeCount() throws MailboxException {
            throw new MailboxException(Reason.CLOCK_WRONG);
          }
        });
    clock.forward(Duration.ofHours(2));

    alice.talk(bob, "gets out");

    assertEquals(List.of("gets out"), bob.from(alice));
  }
}
