package org.phantomnet.messenger.contacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.messenger.contacts.SafetyNumbers.Party;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Covers;
import org.signal.libsignal.protocol.IdentityKeyPair;

/** What scanning another screen's code says; and above all, when it must not say "match". */
class ScannedCodeTest {
  private static final Party ALICE = party("alice");
  private static final Party BOB = party("bob");
  private static final Party CAROL = party("carol");

  @Test
  @Covers("CONT-30")
  void contactsCode_scannedByEither_matches() {
    assertEquals(ScannedCode.MATCH, scan(ALICE, BOB, shown(BOB, ALICE)));
    assertEquals(ScannedCode.MATCH, scan(BOB, ALICE, shown(ALICE, BOB)));
  }

  @Test
  @Covers("CONT-30")
  void contactsCode_withSomeoneInBetween_doesNotMatch() {
    Party bobOfMallory = party("bob");
    Party aliceOfMallory = party("alice");

    Bytes atBob = shown(BOB, aliceOfMallory);

    assertEquals(ScannedCode.NO_MATCH, scan(ALICE, bobOfMallory, atBob));
  }

  @Test
  @Covers("CONT-30")
  void contactsCode_whereOnlyOneSideWasDeceived_doesNotMatch() {
    Party otherAlice = party("alice");
    Party otherBob = party("bob");

    assertEquals(ScannedCode.NO_MATCH, scan(ALICE, BOB, shown(BOB, otherAlice)));
    assertEquals(ScannedCode.NO_MATCH, scan(ALICE, otherBob, shown(BOB, ALICE)));
  }

  @Test
  @Covers("CONT-30")
  void contactsCode_underAnotherName_doesNotMatch() {
    Party renamed = new Party(new UserAddress("robert", "mailbox.example"), BOB.identity());

    assertEquals(ScannedCode.NO_MATCH, scan(ALICE, BOB, shown(renamed, ALICE)));
  }

  @Test
  @Covers("CONT-30")
  void codeOfAnotherContact_isSaidToBeAnotherPersons() {
    assertEquals(ScannedCode.OTHER_PERSON, scan(ALICE, BOB, shown(CAROL, ALICE)));
  }

  @Test
  @Covers("CONT-30")
  void ownCode_isSaidToBeAnotherPersons() {
    assertEquals(ScannedCode.OTHER_PERSON, scan(ALICE, BOB, shown(ALICE, BOB)));
  }

  @Test
  void codeOfStrangers_doesNotMatch() {
    assertEquals(ScannedCode.NO_MATCH, scan(ALICE, BOB, shown(party("dave"), party("erin"))));
  }

  @Test
  @Covers("CONT-30")
  void codeOfAnotherVersion_isSaidToBeOne() {
    byte[] code = shown(BOB, ALICE).toByteArray();
    code[1]++; // the version, field 1

    assertEquals(ScannedCode.OTHER_VERSION, scan(ALICE, BOB, Bytes.copyOf(code)));
  }

  @Test
  @Covers("CONT-30")
  void anythingElse_isUnreadable() {
    for (String text : List.of("", "https://example.org/", "phantom:bob@mailbox.example#abc")) {
      Bytes scanned = Bytes.copyOf(text.getBytes(StandardCharsets.US_ASCII));

      assertEquals(ScannedCode.UNREADABLE, scan(ALICE, BOB, scanned), text);
    }
  }

  @Test
  void code_withAnyBitChanged_neverMatches() {
    byte[] code = shown(BOB, ALICE).toByteArray();

    for (int bit = 0; bit < code.length * 8; bit += 7) {
      code[bit / 8] ^= (byte) (1 << bit % 8);
      assertNotEquals(
          ScannedCode.MATCH,
          SafetyNumbers.compare(ALICE, BOB, List.of(), Bytes.copyOf(code)),
          "bit " + bit);
      code[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  private static ScannedCode scan(Party self, Party contact, Bytes scanned) {
    return SafetyNumbers.compare(self, contact, List.of(CAROL), scanned);
  }

  private static Bytes shown(Party self, Party contact) {
    return SafetyNumbers.of(
            self.address(), self.identity(), contact.address(), contact.identity(), false)
        .scannable();
  }

  private static Party party(String name) {
    return new Party(
        new UserAddress(name, "mailbox.example"),
        Bytes.copyOf(IdentityKeyPair.generate().getPublicKey().serialize()));
  }
}
