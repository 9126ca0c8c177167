package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.CallRecords;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.testkit.Changed;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;

/** A contact that calls with offers which no client of this project would write. */
final class HostileOfferScenarioTest {
  private final TwoPhones phones = new TwoPhones();

  private static CallMessage.Offer with(
      CallMessage.Offer o, Optional<RelayCandidate> relay, Bytes x25519) {
    return Changed.with(Changed.with(o, "relay", relay), "x25519Share", x25519);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
        "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
      })
  @Covers({"KEY-2", "CALL-25"})
  @Adversary("ADV-18")
  void offerWithALowOrderShare_isNeverAnswered(String share) {
    HostilePeer mallory = phones.hostileCaller();

    mallory.call(
        offer -> with(offer, offer.relay(), Bytes.copyOf(HexFormat.of().parseHex(share))),
        UnaryOperator.identity());
    phones.run(Duration.ofSeconds(3));
    phones.bob.ringing().ifPresent(call -> phones.bob.answer());
    phones.run(Duration.ofSeconds(2));

    assertEquals(0, mallory.count(MessageType.ANSWER));
    assertEquals(EndReason.SECURITY_FAILURE, phones.bob.last().end().orElseThrow());
    phones.assertBobKeyedNothing();
  }

  /** Fields 10, 11 and 12 of an offer: secret, X25519 share, ML-KEM key. */
  @ParameterizedTest
  @ValueSource(ints = {10, 11, 12})
  @Covers({"SIG-6", "SIG-8"})
  @Adversary({"ADV-18", "ADV-20"})
  void offerWithAShareMissingEmptyShortOrLong_doesNotRing(int field) {
    List<UnaryOperator<Bytes>> surgeries =
        List.of(
            core -> CoreSurgery.without(core, field),
            core -> CoreSurgery.with(core, field, new byte[0]),
            core -> CoreSurgery.with(core, field, resized(core, field, -1)),
            core -> CoreSurgery.with(core, field, resized(core, field, 1)));

    HostilePeer mallory = phones.hostileCaller();
    for (UnaryOperator<Bytes> surgery : surgeries) {
      mallory.call(UnaryOperator.identity(), surgery);
      phones.run(Duration.ofSeconds(1));
    }

    assertTrue(phones.bob.screen().isEmpty());
  }

  private static byte[] resized(Bytes core, int field, int by) {
    byte[] value = CoreSurgery.value(core, field);
    return Arrays.copyOf(value, value.length + by);
  }

  /** Version, min_version, mode, relay; and what a version to come may add. */
  @Test
  @Covers({"SIG-4", "SIG-6", "SIG-7"})
  @Adversary({"ADV-20", "ADV-24"})
  void offerStrippedOrFromTheFuture_doesNotRing() {
    List<UnaryOperator<Bytes>> surgeries =
        List.of(
            core -> CoreSurgery.without(core, 1),
            core -> CoreSurgery.without(core, 2),
            core -> CoreSurgery.with(core, 2, 2),
            core -> CoreSurgery.without(core, 6),
            core -> CoreSurgery.with(core, 6, 4),
            core -> CoreSurgery.without(core, 9),
            core -> CoreSurgery.with(core, 40, 1),
            core -> CoreSurgery.without(core, 15),
            core -> CoreSurgery.without(core, 16));

    HostilePeer mallory = phones.hostileCaller();
    for (UnaryOperator<Bytes> surgery : surgeries) {
      mallory.call(UnaryOperator.identity(), surgery);
      phones.run(Duration.ofSeconds(1));
    }

    phones.assertBobKeyedNothing();
    assertEquals(List.of("UNSUPPORTED"), results()); // the one that asks for a newer reader
    assertTrue(phones.bob.calls().stream().allMatch(call -> call.phase() == Phase.ENDED));
    mallory.call();
    assertTrue(phones.bob.is(Phase.RINGING));
  }

  private List<String> results() {
    return phones.bob.records().history().stream().map(CallRecords.Entry::result).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7f000001",
        "a9fea9fe",
        "0a000001",
        "c0a80001",
        "00000000",
        "e00000fb",
        "ffffffff",
        "c6336402",
        "c000020a",
        "00000000000000000000000000000001",
        "00000000000000000000ffff7f000001",
        "00000000000000000000ffffc6336402",
        "fe800000000000000000000000000001",
        "ff0200000000000000000000000000fb",
        "fd000000000000000000000000000001"
      })
  @Covers({"PRIV-4", "PRIV-7"})
  @Adversary("ADV-36")
  void candidateThatIsNoListedRelaysAddress_reachesNoEngine(String address) {
    phones.run(Duration.ofSeconds(1));
    HostilePeer mallory = phones.hostileCaller();

    mallory.call(
        offer ->
            with(
                offer,
                offer
                    .relay()
                    .map(relay -> at(relay, Bytes.copyOf(HexFormat.of().parseHex(address)))),
                offer.x25519Share()),
        UnaryOperator.identity());
    phones.run(Duration.ofSeconds(3));
    phones.bob.ringing().ifPresent(call -> phones.bob.answer());
    phones.run(Duration.ofSeconds(2));

    assertTrue(phones.bob.media().sessions().isEmpty());
    assertEquals(0, phones.world.relays().tunnelsOpened());
    assertEquals(EndReason.SECURITY_FAILURE, phones.bob.last().end().orElseThrow());
    phones.assertBobKeyedNothing();
  }

  private static RelayCandidate at(RelayCandidate relay, Bytes address) {
    Candidate c = relay.candidate();
    return new RelayCandidate(
        new Candidate(c.type(), c.transport(), address, c.port(), c.priority()), relay.relayId());
  }

  @Test
  @Covers("KEY-16")
  @Adversary("ADV-25")
  void offerWithSomebodyElsesCertificate_doesNotRing() {
    HostilePeer mallory = phones.hostileCaller();
    phones.world.befriend(
        phones.world.device(People.MALLORY, 1), phones.bob, MemoryContacts.FRIEND);
    TwoPhones elsewhere = new TwoPhones(9, Duration.ZERO).ringing();
    CallMessage.Offer other =
        new HostileCaller(elsewhere.world.channels().sent(MessageType.OFFER).get(0)).offer();

    mallory.call(
        o ->
            Changed.with(
                Changed.with(
                    Changed.with(o, "parameters", other.parameters()),
                    "dtlsCertificate",
                    other.dtlsCertificate()),
                "dtlsProof",
                other.dtlsProof()),
        UnaryOperator.identity());
    phones.run(Duration.ofSeconds(3));

    assertTrue(phones.bob.screen().isEmpty());
    assertTrue(phones.bob.media().sessions().isEmpty());
  }

  @Test
  @Covers("CALL-23")
  @Adversary({"ADV-52", "ADV-56"})
  void contactThatFloodsOffers_usesThreeConnectionsAndThreeReplies() {
    HostilePeer mallory = phones.hostileCaller();
    for (int i = 0; i < 100; i++) {
      CallId call = mallory.call();
      mallory.say(new CallMessage.Hangup(call, HangupReason.CANCELLED));
    }
    phones.run(Duration.ofMinutes(3));

    assertEquals(3, phones.world.channels().sent(MessageType.RING).size());
    assertTrue(phones.world.relays().tunnelsOpened() <= 3);
    assertTrue(phones.bob.live().isEmpty());
    assertEquals(100, phones.bob.records().history().size());
  }

  private static CallMessage.Offer withMode(CallMessage.Offer o, CallMode mode) {
    CallMessage.Offer moded = Changed.with(o, "mode", mode);
    return mode == CallMode.FAST ? Changed.with(moded, "relay", Optional.empty()) : moded;
  }

  @Test
  @Covers("CALL-12")
  @Adversary("ADV-13")
  void weakerOffers_whileTheVictimDialsThatContact_neverWin() {
    HostilePeer mallory = phones.hostileCaller();
    phones.bob.call(People.ALICE);
    phones.run(Duration.ofMillis(200));
    CallId own = phones.bobsCall();

    for (int i = 0; i < 20; i++) {
      mallory.call(offer -> withMode(offer, CallMode.FAST), UnaryOperator.identity());
    }

    assertEquals(
        Optional.of(own), phones.bob.live().map(CallSnapshot::call), "the own call goes on");
    assertEquals(1, phones.bob.calls().size());
    assertEquals(CallMode.PRIVATE, phones.bob.live().orElseThrow().mode());
  }

  @Test
  @Covers({"CALL-12", "CALL-27"})
  @Adversary("ADV-13")
  void stricterOffer_whileTheVictimDialsThatContact_wins() {
    HostilePeer mallory = phones.hostileCaller();
    phones.bob.call(People.ALICE);
    phones.run(Duration.ofMillis(200));
    CallId own = phones.bobsCall();

    mallory.call(offer -> withMode(offer, CallMode.PARANOID), UnaryOperator.identity());
    phones.run(Duration.ofSeconds(2));

    assertEquals(
        EndReason.GLARE_LOST,
        phones.bob.calls().stream()
            .filter(call -> call.call().equals(own))
            .findFirst()
            .flatMap(CallSnapshot::end)
            .orElseThrow());
    assertFalse(phones.bob.speaks());
    assertTrue(phones.bob.live().filter(call -> call.mode() != CallMode.PARANOID).isEmpty());
  }
}
