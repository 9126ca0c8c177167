package org.phantomnet.protocol.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** What a hostile relay says of itself, and what a hostile directory serves. */
class DirectoryFuzzTest {
  private static final DirectoryKey AUTHORITY = TestRelays.key(90);
  private static final RelayListVerifier VERIFIER =
      new RelayListVerifier(
          List.of(AUTHORITY.publicKey()), 1, Clock.fixed(TestRelays.NOW, ZoneOffset.UTC), false);
  private static final Bytes NO_SIGNATURE = Bytes.copyOf(new byte[DirectoryKey.SIGNATURE_LENGTH]);

  @FuzzTest
  @Covers({"DIR-1", "DIR-14"})
  void descriptor(byte[] data) {
    HostileInput.decoded(data, DescriptorCodec::decode)
        .ifPresent(
            d ->
                HostileInput.assertCanonical(
                    data, DescriptorCodec.encode(d.withTokenKey(Bytes.EMPTY))));
    Optional<SignedDescriptor> signed = HostileInput.decoded(data, SignedDescriptor::decode);
    if (signed.isPresent()) {
      assertEquals(Bytes.copyOf(data), signed.get().encode());
      HostileInput.decoded(data, wire -> signed.get().open());
    }
    Bytes sender = TestRelays.v4(193, 0, 2, 9);
    HostileInput.decoded(data, wire -> Submission.decode(wire, sender, TestRelays.NOW, false))
        .ifPresent(
            kept -> {
              assertTrue(TestRelays.NOW.isBefore(kept.notAfter()));
              assertTrue(kept.relayedAddresses().stream().allMatch(RelayAddresses::isPublic));
            });
  }

  static List<byte[]> descriptorSeeds() {
    DirectoryKey key = TestRelays.key(1);
    RelayDescriptor one = TestRelays.descriptor(key, TestRelays.v4(192, 0, 2, 1));
    RelayDescriptor six =
        TestRelays.descriptor(key, TestRelays.v6("20010db8000000000000000000000001"));
    RelayDescriptor full =
        new RelayDescriptor(
            key.publicKey(),
            List.of(
                new RelayDescriptor.Listener(
                    RelayDescriptor.ListenerKind.TLS, TestRelays.v4(192, 0, 2, 7), 443),
                new RelayDescriptor.Listener(
                    RelayDescriptor.ListenerKind.TCP, TestRelays.v4(192, 0, 2, 7), 3_478)),
            List.of(TestRelays.v4(192, 0, 2, 7), TestRelays.v4(192, 0, 2, 8)),
            1,
            65_535,
            "a".repeat(56) + ".onion",
            "na-east",
            8,
            "r:1",
            0,
            Bytes.EMPTY,
            TestRelays.NOW,
            TestRelays.NOW.plusSeconds(1),
            Bytes.EMPTY);
    return List.of(
        DescriptorCodec.encode(one).toByteArray(),
        DescriptorCodec.encode(six).toByteArray(),
        DescriptorCodec.encode(full).toByteArray(),
        DescriptorCodec.encode(full.withTokenKey(TestRelays.key(3).publicKey())).toByteArray(),
        SignedDescriptor.sign(one, key).encode().toByteArray());
  }

  /** Signed by a pinned authority, as a careless or bribed one would. */
  @FuzzTest
  @Covers({"DIR-5", "DIR-6", "DIR-7"})
  void list(byte[] data) {
    HostileInput.decoded(data, ListedIssuer::decode)
        .ifPresent(issuers -> assertTrue(issuers.size() <= ListedIssuer.MAX_ISSUERS));
    Optional<RelayList> list = HostileInput.decoded(data, RelayList::decode);
    if (list.isEmpty()) {
      return;
    }
    RelayList found = list.get();
    RelayList plain =
        new RelayList(
            found.version(),
            found.notBefore(),
            found.notAfter(),
            found.testEstate(),
            found.singleFamilyAllowed(),
            found.entries());
    HostileInput.assertCanonical(data, plain.encode());
    SignedRelayList signed =
        new SignedRelayList(Bytes.copyOf(data), List.of()).alsoSignedBy(AUTHORITY);
    byte[] wire = signed.encode().toByteArray();

    Optional<VerifiedRelayList> verified =
        HostileInput.decoded(wire, bytes -> VERIFIER.verify(bytes, 3));

    if (verified.isPresent()) {
      assertTrue(verified.get().version() >= 3);
      assertTrue(!verified.get().testEstate());
      assertTrue(TestRelays.NOW.isBefore(verified.get().notAfter()));
      for (ListedIssuer issuer : verified.get().issuers()) {
        assertTrue(RelayAddresses.isPublic(issuer.address()));
      }
      for (ListedRelay relay : verified.get().relays()) {
        assertTrue(
            relay.descriptor().relayedAddresses().stream().allMatch(RelayAddresses::isPublic));
        assertTrue(TestRelays.NOW.isBefore(relay.descriptor().notAfter()));
      }
    }
  }

  static List<byte[]> listSeeds() {
    return List.of(
        TestRelays.list(3).encode().toByteArray(),
        TestRelays.list(4, TestRelays.entry(1, TestRelays.v4(193, 0, 2, 1), "one"))
            .encode()
            .toByteArray(),
        ListedIssuer.encode(List.of(TestRelays.issuer("two", TestRelays.v4(193, 0, 7, 1))))
            .toByteArray(),
        TestRelays.with(
                TestRelays.list(6, TestRelays.entry(1, TestRelays.v4(193, 0, 2, 1), "one")),
                TestRelays.issuer("two", TestRelays.v4(193, 0, 7, 1)))
            .encode()
            .toByteArray(),
        TestRelays.list(
                5,
                TestRelays.entry(1, TestRelays.v4(193, 0, 2, 1), "one"),
                TestRelays.entry(2, TestRelays.v4(193, 0, 9, 1), "two"),
                TestRelays.entry(3, TestRelays.v4(10, 0, 0, 1), "three"))
            .encode()
            .toByteArray());
  }

  /** Nobody but the authority can sign: what the fuzzer changed never counts. */
  @FuzzTest
  @Covers("DIR-3")
  void signedList(byte[] data) {
    Optional<SignedRelayList> signed = HostileInput.decoded(data, SignedRelayList::decode);
    signed.ifPresent(list -> HostileInput.assertCanonical(data, list.encode()));

    Optional<VerifiedRelayList> verified =
        HostileInput.decoded(data, bytes -> VERIFIER.verify(bytes, 0));

    if (verified.isPresent()) {
      assertEquals(signedSeed().list(), signed.orElseThrow().list());
      assertEquals(4, VERIFIER.signedVersion(Bytes.copyOf(data)));
    }
  }

  private static SignedRelayList signedSeed() {
    return SignedRelayList.sign(
        TestRelays.list(4, TestRelays.entry(1, TestRelays.v4(193, 0, 2, 1), "one")),
        List.of(AUTHORITY));
  }

  static List<byte[]> signedListSeeds() {
    SignedRelayList signed = signedSeed();
    SignedRelayList unsigned =
        new SignedRelayList(
            signed.list(),
            List.of(new SignedRelayList.Signature(AUTHORITY.publicKey(), NO_SIGNATURE)));
    return List.of(
        signed.encode().toByteArray(),
        signed.alsoSignedBy(TestRelays.key(91)).encode().toByteArray(),
        unsigned.encode().toByteArray());
  }
}
