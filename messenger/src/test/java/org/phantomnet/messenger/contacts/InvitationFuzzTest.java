package org.phantomnet.messenger.contacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.contacts.Invitation.NotAnInvitation;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.MailboxPin;

/** Invitations come from anyone, by paste and by camera. */
class InvitationFuzzTest {
  @FuzzTest
  void text(byte[] data) {
    Optional<Invitation> read = parsed(new String(data, StandardCharsets.UTF_8));

    read.ifPresent(invitation -> assertEquals(read, parsed(invitation.text())));
  }

  private static Optional<Invitation> parsed(String text) {
    try {
      return Optional.of(Invitation.parse(text));
    } catch (NotAnInvitation refused) {
      assertEquals(refused.part().name(), refused.getMessage());
      return Optional.empty();
    }
  }

  static List<byte[]> textSeeds() {
    String pin = MailboxPin.of("mail.example:443", Bytes.copyOf(new byte[33]));
    return List.of(
        ("phantom:bob@mail.example:443#" + pin).getBytes(StandardCharsets.UTF_8),
        "BOB@[2001:db8::1]:443".getBytes(StandardCharsets.UTF_8),
        " bob ".getBytes(StandardCharsets.UTF_8));
  }
}
