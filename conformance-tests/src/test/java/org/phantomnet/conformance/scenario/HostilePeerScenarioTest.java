package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.Capability;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.protocol.signal.ConnectionParameters;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MediaChange;
import org.phantomnet.protocol.signal.MediaKind;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.ModeSwitchReason;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.TransportProtocol;
import org.phantomnet.testkit.Changed;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;

/** A contact that holds every key of its call, and lies. */
class HostilePeerScenarioTest {
  private final TwoPhones phones = new TwoPhones();

  /** Alice's client is hostile; Bob's rings and is connected ahead of his answer. */
  private HostilePeer callerBeforeTheAnswer() {
    HostilePeer mallory = caller();
    mallory.call();
    phones.run(Duration.ofSeconds(3));
    mallory.confirm();
    assertTrue(phones.bob.live().filter(CallSnapshot::transportConnected).isPresent());
    return mallory;
  }

  private HostilePeer caller() {
    return new HostilePeer(phones.world, phones.alice, phones.bob, phones.world.north());
  }

  private HostilePeer callee() {
    return new HostilePeer(phones.world, phones.bob, phones.alice, phones.world.south());
  }

  private CallId bobsCall() {
    return phones.bob.live().orElseThrow().call();
  }

  @Test
  @Covers({"CALL-14", "CALL-26", "SIG-12"})
  @Adversary({"ADV-01", "ADV-58"})
  void callerThatSaysWhatOnlyCalleesSay_opensNoMicrophone() {
    HostilePeer mallory = callerBeforeTheAnswer();
    mallory.speak();

    CallId call = bobsCall();
    mallory.sayAsTheVictim(new CallMessage.Accept(call));
    mallory.sayAsTheVictim(new CallMessage.Decline(call, DeclineReason.DECLINED, Optional.empty()));
    mallory.say(new CallMessage.Selected(call));
    phones.run(Duration.ofSeconds(5));

    assertTrue(phones.bob.is(Phase.RINGING));
    assertFalse(phones.bob.speaks());
    assertFalse(phones.bob.heard());
    assertFalse(mallory.heardAnything());
  }

  @Test
  @Covers({"GATE-1", "CALL-14"})
  @Adversary({"ADV-02", "ADV-03"})
  void renegotiationAndCandidatesBeforeTheAnswer_startNothing() {
    HostilePeer mallory = callerBeforeTheAnswer();
    mallory.speak();

    renegotiate(mallory, bobsCall());
    phones.run(Duration.ofSeconds(5));

    assertTrue(phones.bob.is(Phase.RINGING));
    assertFalse(phones.bob.speaks());
    assertFalse(phones.bob.heard());
    assertEquals(CallMode.PRIVATE, phones.bob.live().orElseThrow().mode());
    assertEquals(1, phones.bob.media().sessions().size());
  }

  /** Everything that changes a call, under good keys. */
  private static void renegotiate(HostilePeer mallory, CallId call) {
    byte[] point = new byte[32];
    point[0] = 9; // the base point: a share like any other
    Bytes share = Bytes.copyOf(point);
    for (int epoch = 1; epoch <= 2; epoch++) {
      mallory.say(
          new CallMessage.ModeSwitchRequest(
              call,
              epoch,
              CallMode.PRIVATE,
              CallMode.FAST,
              ModeSwitchReason.BETTER_QUALITY,
              share,
              Bytes.copyOf(new byte[1184])));
      mallory.say(new CallMessage.Rekey(call, epoch, false, share, Bytes.copyOf(new byte[1184])));
    }
    for (MediaChange change : MediaChange.values()) {
      mallory.say(new CallMessage.MediaRequest(call, change.ordinal(), change));
    }
    mallory.say(new CallMessage.MediaAck(call, 0, true));
    mallory.say(
        new CallMessage.ModeSwitchAck(
            call, 1, CallMode.FAST, true, share, Bytes.copyOf(new byte[1088]), Bytes.EMPTY));
    for (CandidateType type : CandidateType.values()) {
      Bytes address = Bytes.copyOf(new byte[] {(byte) 192, 0, 2, 7});
      mallory.say(
          new CallMessage.Candidates(
              call, 0, List.of(new Candidate(type, TransportProtocol.UDP, address, 5_000, 1))));
    }
  }

  @Test
  @Covers({"CALL-21", "CALL-22"})
  @Adversary({"ADV-07", "ADV-24", "ADV-34"})
  void peerInACall_cannotWeakenOrWidenIt() {
    HostilePeer mallory = callerBeforeTheAnswer();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(1));
    mallory.speak();
    phones.run(Duration.ofSeconds(1));
    boolean connected = phones.bob.is(Phase.CONNECTED) && phones.bob.heard();

    renegotiate(mallory, bobsCall());
    phones.run(Duration.ofSeconds(5));

    CallSnapshot call = phones.bob.live().orElseThrow();
    assertTrue(connected);
    assertEquals(CallMode.PRIVATE, call.mode());
    assertEquals(MediaKind.AUDIO, call.media());
    assertFalse(((CallMessage.ModeSwitchAck) mallory.last(MessageType.MODE_SWITCH_ACK)).approved());
    assertFalse(((CallMessage.MediaAck) mallory.last(MessageType.MEDIA_ACK)).approved());
    assertEquals(2, mallory.count(MessageType.MODE_SWITCH_ACK));
    int ends = 1; // what takes video away is not answered
    assertEquals(MediaChange.values().length - ends, mallory.count(MessageType.MEDIA_ACK));
    assertEquals(1, phones.bob.media().sessions().size());
    assertEquals(1, call.receipt().admitted().get("RELAY"));
    assertEquals(1, call.receipt().admitted().size());
  }

  @Test
  @Covers({"CALL-1", "RING-6"})
  @Adversary("ADV-07")
  void secondOfferOfThePeer_inTheCall_isNeverAnswered() {
    HostilePeer mallory = callerBeforeTheAnswer();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(2));
    mallory.speak();
    CallId first = bobsCall();
    HostilePeer again = caller();

    again.call(offer -> withMedia(offer, MediaKind.AUDIO_VIDEO), UnaryOperator.identity());
    phones.run(Duration.ofSeconds(5));

    assertEquals(first, bobsCall());
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertEquals(MediaKind.AUDIO, phones.bob.live().orElseThrow().media());
    assertEquals(0, again.count(MessageType.ANSWER));
    assertEquals(1, phones.bob.media().sessions().size());
  }

  private static CallMessage.Offer withMedia(CallMessage.Offer o, MediaKind media) {
    return Changed.with(o, "media", media);
  }

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
    HostilePeer mallory = caller();

    mallory.call(offer -> with(offer, offer.relay(), hex(share)), UnaryOperator.identity());
    phones.run(Duration.ofSeconds(3));
    phones.bob.ringing().ifPresent(call -> phones.bob.answer());
    phones.run(Duration.ofSeconds(2));

    assertEquals(0, mallory.count(MessageType.ANSWER));
    assertEquals(EndReason.SECURITY_FAILURE, phones.bob.last().end().orElseThrow());
    assertNothingWasEverKeyed();
  }

  private static Bytes hex(String text) {
    byte[] bytes = new byte[text.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(text.substring(2 * i, 2 * i + 2), 16);
    }
    return Bytes.copyOf(bytes);
  }

  private void assertNothingWasEverKeyed() {
    for (CallSnapshot shown : phones.bob.screen()) {
      assertFalse(shown.keysConfirmed());
      assertFalse(shown.gateOpen());
    }
    assertFalse(phones.bob.speaks());
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

    HostilePeer mallory = caller();
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

    HostilePeer mallory = caller();
    for (UnaryOperator<Bytes> surgery : surgeries) {
      mallory.call(UnaryOperator.identity(), surgery);
      phones.run(Duration.ofSeconds(1));
    }

    assertNothingWasEverKeyed();
    assertEquals(List.of("UNSUPPORTED"), results()); // the one that asks for a newer reader
    assertTrue(phones.bob.calls().stream().allMatch(call -> call.phase() == Phase.ENDED));
    mallory.call();
    assertTrue(phones.bob.is(Phase.RINGING));
  }

  private List<String> results() {
    return phones.bob.records().history().stream().map(CallRecords.Entry::result).toList();
  }

  /** An answer with good keys that says something else than was offered. */
  private EndReason answered(UnaryOperator<CallMessage.Answer> change) {
    HostilePeer mallory = callee();
    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(1));

    mallory.answer(change);
    phones.run(Duration.ofSeconds(1));
    if (phones.alice.live().isPresent()) {
      mallory.say(new CallMessage.Accept(phones.alice.live().orElseThrow().call()));
    }
    mallory.speak();
    phones.run(Duration.ofSeconds(1));

    for (CallSnapshot shown : phones.alice.screen()) {
      assertFalse(shown.gateOpen());
      assertFalse(shown.keysConfirmed());
    }
    assertFalse(phones.alice.speaks());
    return phones.alice.last().end().orElseThrow();
  }

  @Test
  @Covers("CALL-25")
  @Adversary("ADV-20")
  void answerInAWeakerMode_endsTheCall() {
    assertEquals(
        EndReason.SECURITY_FAILURE,
        answered(a -> with(a, CallMode.FAST, a.media(), a.relay(), a.x25519Share())));
  }

  @Test
  @Covers("CALL-25")
  @Adversary({"ADV-07", "ADV-20"})
  void answerWithVideo_toAnAudioCall_endsIt() {
    phones.alice.media().videoCodecs(List.of(Codec.VP8));
    assertEquals(EndReason.SECURITY_FAILURE, answered(HostilePeerScenarioTest::withVideo));
  }

  /** As a device would say it that can do it, in a call that offers it. */
  private static CallMessage.Answer withVideo(CallMessage.Answer a) {
    ConnectionParameters own = a.parameters();
    ConnectionParameters both =
        Changed.with(
            Changed.with(own, "codecs", List.of(Codec.OPUS, Codec.VP8)),
            "maxVideoBitrate",
            500_000);
    CallMessage.Answer video = Changed.with(a, "media", MediaKind.AUDIO_VIDEO);
    return Changed.with(
        Changed.with(video, "parameters", both),
        "capabilities",
        Set.of(Capability.MEDIA_SHIELD, Capability.REKEY, Capability.VIDEO));
  }

  @Test
  @Covers("CALL-25")
  @Adversary({"ADV-34", "ADV-36"})
  void answerWithoutRelay_endsTheCall() {
    assertEquals(
        EndReason.SECURITY_FAILURE,
        answered(a -> with(a, a.mode(), a.media(), Optional.empty(), a.x25519Share())));
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
    HostilePeer mallory = caller();

    mallory.call(
        offer ->
            with(offer, offer.relay().map(relay -> at(relay, hex(address))), offer.x25519Share()),
        UnaryOperator.identity());
    phones.run(Duration.ofSeconds(3));
    phones.bob.ringing().ifPresent(call -> phones.bob.answer());
    phones.run(Duration.ofSeconds(2));

    assertTrue(phones.bob.media().sessions().isEmpty());
    assertEquals(0, phones.world.relays().tunnelsOpened());
    assertEquals(EndReason.SECURITY_FAILURE, phones.bob.last().end().orElseThrow());
    assertNothingWasEverKeyed();
  }

  private static RelayCandidate at(RelayCandidate relay, Bytes address) {
    Candidate c = relay.candidate();
    return new RelayCandidate(
        new Candidate(c.type(), c.transport(), address, c.port(), c.priority()), relay.relayId());
  }

  private static CallMessage.Answer with(
      CallMessage.Answer a,
      CallMode mode,
      MediaKind media,
      Optional<RelayCandidate> relay,
      Bytes x25519) {
    CallMessage.Answer moded = Changed.with(Changed.with(a, "mode", mode), "media", media);
    return Changed.with(Changed.with(moded, "relay", relay), "x25519Share", x25519);
  }

  @Test
  @Covers("KEY-16")
  @Adversary("ADV-25")
  void offerWithSomebodyElsesCertificate_doesNotRing() {
    HostilePeer mallory = caller();
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
    HostilePeer mallory = caller();
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

  @Test
  @Covers({"CALL-21", "CALL-22", "CALL-35"})
  @Adversary("ADV-56")
  void peerThatFlapsModesAndRekeys_costsOneConnectionAndSixteenAnswers() {
    HostilePeer mallory = callerBeforeTheAnswer();
    phones.bob.answer();
    phones.run(Duration.ofSeconds(1));
    int tunnels = phones.world.relays().tunnelsOpened();
    CallId call = bobsCall();

    for (int i = 0; i < 20; i++) {
      renegotiate(mallory, call);
    }
    phones.run(Duration.ofSeconds(5));

    assertEquals(tunnels, phones.world.relays().tunnelsOpened());
    assertEquals(
        16, mallory.count(MessageType.MODE_SWITCH_ACK) + mallory.count(MessageType.MEDIA_ACK));
    assertTrue(phones.bob.is(Phase.CONNECTED) || phones.bob.is(Phase.CONNECTING));
  }

  private static CallMessage.Offer withMode(CallMessage.Offer o, CallMode mode) {
    CallMessage.Offer moded = Changed.with(o, "mode", mode);
    return mode == CallMode.FAST ? Changed.with(moded, "relay", Optional.empty()) : moded;
  }

  @Test
  @Covers("CALL-12")
  @Adversary("ADV-13")
  void weakerOffers_whileTheVictimDialsThatContact_neverWin() {
    HostilePeer mallory = caller();
    phones.bob.call(People.ALICE);
    phones.run(Duration.ofMillis(200));
    CallId own = bobsCall();

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
    HostilePeer mallory = caller();
    phones.bob.call(People.ALICE);
    phones.run(Duration.ofMillis(200));
    CallId own = bobsCall();

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
