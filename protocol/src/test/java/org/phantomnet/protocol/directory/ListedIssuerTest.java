package org.phantomnet.protocol.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** Issuers and token keys in what authorities and relays sign. */
class ListedIssuerTest {
  private static final DirectoryKey AUTHORITY = TestRelays.key(90);
  private static final ListedIssuer ISSUER =
      TestRelays.issuer("south", TestRelays.v4(193, 9, 2, 1));

  private static VerifiedRelayList verified(RelayList list) throws ProtocolException {
    return new RelayListVerifier(
            List.of(AUTHORITY.publicKey()), 1, Clock.fixed(TestRelays.NOW, ZoneOffset.UTC), false)
        .verify(SignedRelayList.sign(list, List.of(AUTHORITY)).encode(), 0);
  }

  private static RelayList list(ListedIssuer... issuers) {
    return TestRelays.with(
        TestRelays.list(1, TestRelays.entry(1, TestRelays.v4(193, 0, 2, 1), "north")), issuers);
  }

  @Test
  @Covers("TOK-19")
  void verify_listWithAnIssuer_namesIt() throws Exception {
    assertEquals("south", verified(list(ISSUER)).issuers().get(0).family());
    assertEquals(List.of(), verified(list()).issuers());
    RelayList decoded = RelayList.decode(list(ISSUER).encode());
    assertEquals(list(ISSUER).encode(), decoded.encode());
    HostileInput.assertStrict(RelayList::decode, list(ISSUER).encode());
  }

  @Test
  @Covers("TOK-19")
  void verify_issuerOnAPrivateAddress_refusesTheList() {
    RelayList bad = list(TestRelays.issuer("south", TestRelays.v4(10, 0, 0, 1)));

    Malformed refused = assertThrows(Malformed.class, () -> verified(bad));

    assertEquals(Malformed.Reason.BAD_ADDRESS, refused.reason());
  }

  @Test
  @Covers("TOK-19")
  @Adversary("ADV-57")
  void decode_twoIssuersWithOneNameOrKey_isRefused() {
    ListedIssuer sameName =
        TestRelays.issuer("west", ISSUER.address(), "south", TestRelays.tokenKey(3));
    ListedIssuer sameKey =
        TestRelays.issuer("west", ISSUER.address(), "west", ISSUER.keys().keys().get(0).key());

    for (ListedIssuer second : List.of(sameName, sameKey)) {
      Bytes content = ListedIssuer.encode(List.of(ISSUER, second));
      Malformed refused = assertThrows(Malformed.class, () -> ListedIssuer.decode(content));
      assertEquals(Malformed.Reason.DUPLICATE_FIELD, refused.reason());
    }
  }

  @Test
  @Covers("TOK-20")
  @Adversary("ADV-57")
  void verify_issuerInARelaysNetwork_isOfThatRelaysFamily() throws Exception {
    RelayList near = list(TestRelays.issuer("south", TestRelays.v4(193, 0, 77, 9)));

    assertEquals("north", verified(near).issuers().get(0).family());
  }

  @Test
  @Covers("TOK-21")
  void open_descriptorWithATokenKey_givesIt() throws Exception {
    DirectoryKey key = TestRelays.key(1);
    RelayDescriptor plain = TestRelays.descriptor(key, TestRelays.v4(193, 0, 2, 1));
    Bytes tokenKey = Bytes.copyOf(new byte[32]);

    assertEquals(Bytes.EMPTY, SignedDescriptor.sign(plain, key).open().tokenKey());
    assertEquals(
        tokenKey, SignedDescriptor.sign(plain.withTokenKey(tokenKey), key).open().tokenKey());
  }

  @Test
  @Covers("TOK-21")
  @Adversary("ADV-57")
  void decode_tokenKeyOfAnotherLength_isRefused() {
    DirectoryKey key = TestRelays.key(1);
    byte[] plain =
        DescriptorCodec.encode(TestRelays.descriptor(key, TestRelays.v4(193, 0, 2, 1)))
            .toByteArray();
    byte[] longer = java.util.Arrays.copyOf(plain, plain.length + 3 + 31);
    longer[plain.length - 1] = 1;
    longer[plain.length] = 66;
    longer[plain.length + 2] = 31;

    Malformed refused =
        assertThrows(Malformed.class, () -> DescriptorCodec.decode(Bytes.copyOf(longer)));

    assertEquals(Malformed.Reason.BAD_LENGTH, refused.reason());
  }
}
