package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.messenger.mailbox.Mailbox.ConnectionState;
import org.phantomnet.messenger.mailbox.MailboxException;

/** Every refusal reaches the person as a sentence that fits it. */
class MessengerExceptionTest {
  private static final Pattern SENTENCE = Pattern.compile("[A-Z].*[.]", Pattern.DOTALL);

  /** What a person can do; without one of these a sentence only complains. */
  private static final Pattern ADVICE =
      Pattern.compile(
          "(?i)\\b(try|check|choose|set|ask|tell|update|use|wait|compare|add|unblock|open)\\b");

  @ParameterizedTest
  @EnumSource(MailboxException.Reason.class)
  void mailboxRefusal_hasAdvice(MailboxException.Reason reason) {
    String advice = MessengerException.of(new MailboxException(reason)).advice();

    assertTrue(SENTENCE.matcher(advice).matches(), advice);
    assertTrue(
        ADVICE.matcher(advice).find()
            || reason == MailboxException.Reason.PIN_MISMATCH
            || reason == MailboxException.Reason.FOREIGN_PIN_MISMATCH,
        advice);
  }

  @Test
  void cannotBeReached_isSaidOnlyWhereNobodyAnswered() {
    Set<MailboxException.Reason> said = EnumSet.noneOf(MailboxException.Reason.class);
    for (MailboxException.Reason reason : MailboxException.Reason.values()) {
      if (MessengerException.of(new MailboxException(reason)).reason()
          == MessengerException.Reason.MAILBOX_UNREACHABLE) {
        said.add(reason);
      }
    }

    assertEquals(
        EnumSet.of(MailboxException.Reason.UNREACHABLE, MailboxException.Reason.CLOSED), said);
  }

  @ParameterizedTest
  @EnumSource(
      value = ConnectionState.class,
      names = {"DISCONNECTED", "PIN_MISMATCH", "CLOCK_WRONG", "NOT_SIGNED_IN"})
  void lostConnection_hasAdvice(ConnectionState state) {
    assertTrue(SENTENCE.matcher(state.advice()).matches(), state.advice());
    assertTrue(ADVICE.matcher(state.advice()).find(), state.advice());
  }
}
