package org.phantomnet.protocol.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

class RelayListVerifierTest {
  private static final DirectoryKey FIRST = TestRelays.key(101);
  private static final DirectoryKey SECOND = TestRelays.key(102);
  private static final DirectoryKey THIRD = TestRelays.key(103);
  private static final DirectoryKey STRANGER = TestRelays.key(104);
  private static final List<Bytes> PINNED =
      List.of(FIRST.publicKey(), SECOND.publicKey(), THIRD.publicKey());
  private static final RelayList LIST =
      TestRelays.list(
          7,
          TestRelays.entry(1, TestRelays.v4(192, 0, 2, 1), "first"),
          TestRelays.entry(2, TestRelays.v4(198, 51, 100, 1), "second"));

  private static RelayListVerifier verifier(Instant now, boolean testEstateAllowed) {
    return new RelayListVerifier(PINNED, 2, Clock.fixed(now, ZoneOffset.UTC), testEstateAllowed);
  }

  private static Bytes signed(RelayList list, DirectoryKey... signers) {
    return SignedRelayList.sign(list, List.of(signers)).encode();
  }

  private static void assertUnauthentic(
      Unauthentic.Reason reason, Bytes wire, long previous, Instant now) {
    Unauthentic refused =
        assertThrows(Unauthentic.class, () -> verifier(now, false).verify(wire, previous));
    assertEquals(reason, refused.reason());
  }

  @Test
  @Covers("DIR-3")
  void verify_signedByKOfN_givesTheRelays() throws Exception {
    VerifiedRelayList list = verifier(TestRelays.NOW, false).verify(signed(LIST, THIRD, FIRST), 7);

    assertEquals(7, list.version());
    assertEquals(
        List.of("first", "second"), list.relays().stream().map(ListedRelay::family).toList());
    Bytes id = list.relays().get(1).relayId();
    assertEquals(list.relays().get(1), list.find(id).orElseThrow());
  }

  @Test
  @Covers("DIR-3")
  void verify_oneSignature_isUnderSigned() {
    assertUnauthentic(Unauthentic.Reason.UNDER_SIGNED, signed(LIST, FIRST), 0, TestRelays.NOW);
  }

  @Test
  @Covers("DIR-3")
  void verify_sameSignerTwice_countsOnce() {
    assertUnauthentic(
        Unauthentic.Reason.UNDER_SIGNED, signed(LIST, FIRST, FIRST, FIRST), 0, TestRelays.NOW);
  }

  @Test
  @Covers("DIR-3")
  void verify_signerThatIsNotPinned_isNotCounted() {
    assertUnauthentic(
        Unauthentic.Reason.UNDER_SIGNED, signed(LIST, FIRST, STRANGER), 0, TestRelays.NOW);
  }

  @Test
  @Covers("DIR-3")
  void verify_signaturesOfAnotherList_doNotCount() {
    SignedRelayList good = SignedRelayList.sign(LIST, List.of(FIRST, SECOND));
    Bytes spliced = new SignedRelayList(TestRelays.list(8).encode(), good.signatures()).encode();

    assertUnauthentic(Unauthentic.Reason.UNDER_SIGNED, spliced, 0, TestRelays.NOW);
  }

  @Test
  @Covers("DIR-4")
  void verify_lowerVersion_isRolledBack() {
    assertUnauthentic(
        Unauthentic.Reason.ROLLED_BACK, signed(LIST, FIRST, SECOND), 8, TestRelays.NOW);
  }

  @Test
  @Covers("DIR-5")
  void verify_outsideItsValidity_isRefused() throws Exception {
    Bytes wire = signed(LIST, FIRST, SECOND);

    assertUnauthentic(Unauthentic.Reason.NOT_YET_VALID, wire, 0, LIST.notBefore().minusSeconds(1));
    assertUnauthentic(Unauthentic.Reason.EXPIRED, wire, 0, LIST.notAfter());
    assertEquals(7, verifier(LIST.notBefore(), false).verify(wire, 0).version());
    assertEquals(7, verifier(LIST.notAfter().minusSeconds(1), false).verify(wire, 0).version());
  }

  @Test
  @Covers("DIR-6")
  void verify_testEstate_countsOnlyWhereAllowed() throws Exception {
    RelayList estate =
        new RelayList(
            1,
            LIST.notBefore(),
            LIST.notAfter(),
            true,
            false,
            List.of(
                TestRelays.entry(1, TestRelays.v4(127, 10, 0, 1), "first"),
                TestRelays.entry(2, TestRelays.v4(127, 10, 0, 2), "second")));
    Bytes wire = signed(estate, FIRST, SECOND);

    assertUnauthentic(Unauthentic.Reason.TEST_ESTATE, wire, 0, TestRelays.NOW);
    VerifiedRelayList list = verifier(TestRelays.NOW, true).verify(wire, 0);
    assertTrue(list.testEstate());
    assertEquals(
        List.of("first", "second"), list.relays().stream().map(ListedRelay::family).toList());
  }

  @ParameterizedTest
  @Covers("DIR-7")
  @ValueSource(
      strings = {
        "00000000000000000000ffff7f000001", "00000000000000000000ffff0a010203",
            "00000000000000000000ffffa9fea9fe",
        "00000000000000000000ffffac100001", "00000000000000000000ffffc0a80001",
            "00000000000000000000ffff64400001",
        "00000000000000000000ffff00000000", "00000000000000000000ffffe0000001",
            "00000000000000000000ffffffffffff",
        "00000000000000000000ffffc6120001", "00000000000000000000000000000001",
            "fe800000000000000000000000000001",
        "fd000000000000000000000000000001", "ff020000000000000000000000000001",
            "20020a00000100000000000000000001",
        "20010000000000000000000000000001", "0064ff9b00000000000000000a000001"
      })
  void verify_addressThatIsNotPublic_refusesTheWholeList(String hex) {
    Bytes address = TestRelays.v6(hex);
    RelayList list = TestRelays.list(1, TestRelays.entry(1, address, "first"));

    Malformed refused =
        assertThrows(
            Malformed.class,
            () -> verifier(TestRelays.NOW, true).verify(signed(list, FIRST, SECOND), 0));

    assertEquals(Malformed.Reason.BAD_ADDRESS, refused.reason());
  }

  @Test
  @Covers("DIR-8")
  void verify_relaysOfOneNetwork_areOneFamily() throws Exception {
    RelayList list =
        TestRelays.list(
            1,
            TestRelays.entry(1, TestRelays.v4(192, 0, 2, 1), "first"),
            TestRelays.entry(2, TestRelays.v4(198, 51, 100, 1), "second"),
            TestRelays.entry(3, TestRelays.v4(192, 0, 99, 9), "third"),
            TestRelays.entry(4, TestRelays.v4(203, 0, 113, 1), "third"),
            TestRelays.entry(5, TestRelays.v6("20010db8000000000000000000000001"), "fifth"),
            TestRelays.entry(6, TestRelays.v6("20010db8ffff00000000000000000001"), "sixth"),
            TestRelays.entry(7, TestRelays.v6("00000000000000000000ffffc6330001"), "seventh"));

    VerifiedRelayList verified =
        verifier(TestRelays.NOW, false).verify(signed(list, FIRST, SECOND), 0);

    assertEquals(
        List.of("first", "second", "first", "first", "fifth", "fifth", "second"),
        verified.relays().stream().map(ListedRelay::family).toList());
  }

  @Test
  @Covers("DIR-9")
  void verify_lapsedDescriptor_isLeftOut() throws Exception {
    DirectoryKey key = TestRelays.key(9);
    RelayDescriptor lapsed =
        TestRelays.descriptor(
            key, TestRelays.v4(203, 0, 113, 1), TestRelays.NOW.minusSeconds(100), TestRelays.NOW);
    RelayList list =
        TestRelays.list(
            1,
            TestRelays.entry(1, TestRelays.v4(192, 0, 2, 1), "first"),
            new RelayList.Entry(SignedDescriptor.sign(lapsed, key), "lapsed"));

    VerifiedRelayList verified =
        verifier(TestRelays.NOW, false).verify(signed(list, FIRST, SECOND), 0);

    assertEquals(List.of("first"), verified.relays().stream().map(ListedRelay::family).toList());
  }

  @Test
  @Covers("DIR-1")
  void verify_descriptorThatItsRelayDidNotSign_refusesTheWholeList() {
    RelayList.Entry entry = LIST.entries().get(0);
    Bytes otherSignature = LIST.entries().get(1).descriptor().signature();
    RelayList list =
        TestRelays.list(
            1,
            new RelayList.Entry(
                new SignedDescriptor(entry.descriptor().descriptor(), otherSignature), "first"));

    assertUnauthentic(
        Unauthentic.Reason.BAD_SIGNATURE, signed(list, FIRST, SECOND), 0, TestRelays.NOW);
  }

  @Test
  void verify_sameRelayTwice_isMalformed() {
    RelayList list = TestRelays.list(1, LIST.entries().get(0), LIST.entries().get(0));

    assertThrows(
        Malformed.class,
        () -> verifier(TestRelays.NOW, false).verify(signed(list, FIRST, SECOND), 0));
  }

  @Test
  void decode_hostileInput_isRefused() throws Exception {
    HostileInput.assertStrict(SignedRelayList::decode, signed(LIST, FIRST, SECOND));
    HostileInput.assertStrict(RelayList::decode, LIST.encode());
    HostileInput.assertExtensionRule(RelayList::decode, LIST.encode());
  }

  @Test
  @Covers("DIR-12")
  void signedVersion_ofAnExpiredList_stillCounts() {
    RelayListVerifier later = verifier(LIST.notAfter().plusSeconds(9_999), false);

    assertEquals(7, later.signedVersion(signed(LIST, FIRST, SECOND)));
    assertEquals(0, later.signedVersion(signed(LIST, FIRST)));
    assertEquals(0, later.signedVersion(Bytes.EMPTY));
  }

  @Test
  void verifier_thresholdOutOfRange_isABug() {
    Clock clock = Clock.fixed(TestRelays.NOW, ZoneOffset.UTC);

    assertThrows(
        IllegalArgumentException.class, () -> new RelayListVerifier(PINNED, 0, clock, false));
    assertThrows(
        IllegalArgumentException.class,
        () -> new RelayListVerifier(List.of(PINNED.get(0), PINNED.get(0)), 2, clock, false));
  }
}
