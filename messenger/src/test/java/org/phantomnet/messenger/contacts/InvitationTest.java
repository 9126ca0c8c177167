package org.phantomnet.messenger.contacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.phantomnet.messenger.contacts.Invitation.NotAnInvitation;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxPin;
import org.phantomnet.protocol.rule.Covers;

class InvitationTest {
  private static final String PIN = MailboxPin.of("mail.example:443", Bytes.copyOf(new byte[33]));
  private static final Invitation WHOLE =
      new Invitation("bob", Optional.of("mail.example:443"), Optional.of(PIN));

  @Test
  @Covers("FED-16")
  void invitation_readBack_isTheSame() throws NotAnInvitation {
    assertEquals("phantom:bob@mail.example:443#" + PIN, WHOLE.text());
    assertEquals(WHOLE, Invitation.parse(WHOLE.text()));
    assertEquals(WHOLE, Invitation.parse("bob@mail.example:443#" + PIN));
    assertEquals(WHOLE, Invitation.parse("  " + WHOLE.text().toUpperCase(Locale.ROOT) + "\n"));
    Invitation bracketed =
        new Invitation("bob", Optional.of("[2001:db8::1]:443"), Optional.empty());
    assertEquals(bracketed, Invitation.parse(bracketed.text()));
  }

  @Test
  @Covers("FED-16")
  void invitation_withoutMailbox_isOfTheReadersOwn() throws NotAnInvitation {
    Invitation invitation = Invitation.parse("bob");

    assertEquals(UserAddress.parse("bob@own.example"), invitation.address("own.example"));
    assertEquals(UserAddress.parse("bob@mail.example:443"), WHOLE.address("own.example"));
  }

  @ParameterizedTest
  @Covers("FED-16")
  @CsvSource({
    "'', NAME",
    "b, NAME",
    "1bob@mail.example, NAME",
    "bob carol@mail.example, NAME",
    "@mail.example, NAME",
    "phantom:phantom:bob, NAME",
    "bob@, MAILBOX",
    "bob@mail example, MAILBOX",
    "bob@https://mail.example, MAILBOX",
    "bob@mail.example#, PIN",
    "bob@mail.example#abc, PIN",
    "bob@one@two, TEXT",
    "bob@one#two#three, TEXT",
    "bob#pin@mail.example, TEXT"
  })
  void textThatIsNone_isToldWhatIsWrong(String text, NotAnInvitation.Part part) {
    NotAnInvitation refused = assertThrows(NotAnInvitation.class, () -> Invitation.parse(text));

    assertEquals(part, refused.part());
  }

  @Test
  @Covers("FED-16")
  void pinOfAnotherLength_isRefused() {
    for (String wrong : new String[] {PIN.substring(1), PIN + "a", PIN.substring(0, 51) + "1"}) {
      assertEquals(
          NotAnInvitation.Part.PIN,
          assertThrows(NotAnInvitation.class, () -> Invitation.parse("bob@mail.example#" + wrong))
              .part());
    }
    assertEquals(
        NotAnInvitation.Part.TEXT,
        assertThrows(NotAnInvitation.class, () -> Invitation.parse("a".repeat(301))).part());
  }
}
