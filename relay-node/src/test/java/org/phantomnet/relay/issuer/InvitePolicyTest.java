package org.phantomnet.relay.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.https.Refused;

/** What codes are worth, and the file that says so. */
final class InvitePolicyTest {
  static final String CODE = "a code of the operator";

  @TempDir private Path folder = Path.of("");

  static Bytes ascii(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A file in which {@link #CODE} is worth so much. */
  static Path invites(Path folder, int tokens) throws IOException {
    Path file = folder.resolve("invites");
    Files.writeString(file, "# codes\n" + InvitePolicy.hash(CODE) + " " + tokens + "\n");
    return file;
  }

  @Test
  @Covers("TOK-15")
  void invite_isWorthItsTokens_overRestartsToo() throws Exception {
    Path file = invites(folder, 5);
    InvitePolicy policy = InvitePolicy.open(file);
    policy.admit(ascii(CODE), 3);

    InvitePolicy again = InvitePolicy.open(file);

    assertThrows(Refused.class, () -> again.admit(ascii(CODE), 3));
    assertThrows(Refused.class, () -> again.admit(ascii("another code of them"), 1));
    again.admit(ascii(CODE), 2);
    assertThrows(Refused.class, () -> again.admit(ascii(CODE), 1));
    assertTrue(!Files.readString(file).contains(CODE));
  }

  @Test
  @Covers("TOK-15")
  void invite_thatIsInNoLine_isRefusedForNoTokensToo_andChangesNoLine() throws Exception {
    Path file = invites(folder, 5);
    InvitePolicy policy = InvitePolicy.open(file);
    String before = Files.readString(file);

    Refused refused =
        assertThrows(Refused.class, () -> policy.admit(ascii("another code of them"), 0));

    assertEquals(Refusal.BAD_TOKEN, refused.refusal());
    assertEquals(before, Files.readString(file));
  }

  @Test
  @Covers("TOK-15")
  void inviteFile_withALineThatIsNone_isNamedByItsNumber() throws Exception {
    String good = "b".repeat(64) + " 1";
    for (String wrong : new String[] {"x 1", "a".repeat(64), "a".repeat(64) + " -1", good}) {
      Path file = Files.writeString(folder.resolve("wrong"), good + "\n# two\n" + wrong + "\n");

      InvitePolicy.BadLine refused =
          assertThrows(InvitePolicy.BadLine.class, () -> InvitePolicy.open(file));

      assertEquals(3, refused.line());
    }
  }

  @Test
  @Covers("TOK-15")
  void inviteFile_changedByTheOperator_isReadAgain_andKeepsItsComments() throws Exception {
    Path file = invites(folder, 8);
    InvitePolicy policy = InvitePolicy.open(file);
    policy.admit(ascii(CODE), 3);
    String other = "another code of them";

    Files.writeString(
        file, "# for Zoë\n" + InvitePolicy.hash(other) + " 8\n" + Files.readString(file));
    policy.admit(ascii(other), 8);

    String text = Files.readString(file);
    assertTrue(text.contains("# for Zoë\n" + InvitePolicy.hash(other) + " 0\n"), text);
    assertTrue(text.contains(InvitePolicy.hash(CODE) + " 5\n"), text);
    policy.admit(ascii(CODE), 5);
    Files.writeString(file, "no such line\n");
    assertThrows(Refused.class, () -> policy.admit(ascii(other), 1));
    assertEquals("no such line\n", Files.readString(file));
  }
}
