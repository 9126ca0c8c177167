package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.RelayCandidate;
import org.phantomnet.protocol.signal.TransportProtocol;
import org.phantomnet.testkit.Changed;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;

/** Contacts with clients of their own, in Fast: whom they reach, and what they learn. */
class HostileFastScenarioTest {
  private static final Bytes OF_NOBODY = Bytes.copyOf(new byte[] {(byte) 203, 0, 113, 66});

  private final TwoPhones phones = new TwoPhones();

  private HostilePeer caller() {
    return phones.hostileCaller().inFast();
  }

  private HostilePeer callee() {
    return phones.hostileCallee().inFast();
  }

  private CallId alicesCall() {
    return phones.alice.live().orElseThrow().call();
  }

  private VirtualSession alicesSession() {
    return phones.alice.media().sessions().get(0);
  }

  private VirtualSession bobsSession() {
    return phones.bob.media().sessions().get(0);
  }

  private static Candidate at(CandidateType type, Bytes address, int port) {
    return new Candidate(type, TransportProtocol.UDP, address, port, 1);
  }

  private static Bytes ip(int... numbers) {
    byte[] address = new byte[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      address[i] = (byte) numbers[i];
    }
    return Bytes.copyOf(address);
  }

  private static CallMessage.Candidates batch(CallId call, int sequence, List<Candidate> named) {
    return new CallMessage.Candidates(call, sequence, named);
  }

  /** Alice called Mallory, who answered as the rules say but whose person never accepted. */
  private HostilePeer answeredWithoutAccept() {
    HostilePeer mallory = callee();
    phones.alice.call(People.BOB, CallMode.FAST);
    phones.run(Duration.ofMillis(200));
    mallory.answer(UnaryOperator.identity());
    return mallory;
  }

  @Test
  @Covers({"CALL-38", "PRIV-11"})
  @Adversary("ADV-33")
  void answerWithoutAccept_learnsNoAddress() {
    HostilePeer mallory = answeredWithoutAccept();

    mallory.say(
        batch(alicesCall(), 0, List.of(at(CandidateType.SERVER_REFLEXIVE, OF_NOBODY, 5_000))));
    phones.run(Duration.ofSeconds(30));

    assertTrue(phones.alice.is(Phase.REMOTE_RINGING));
    assertFalse(alicesSession().searched());
    assertEquals(List.of(), alicesSession().known());
    assertEquals(0, mallory.count(MessageType.CANDIDATE));
    assertEquals(0, mallory.count(MessageType.CONFIRM));
  }

  @Test
  @Covers("CALL-40")
  void candidatesBeforeTheAccept_countOnceItCame() {
    HostilePeer mallory = answeredWithoutAccept();
    Candidate early = at(CandidateType.SERVER_REFLEXIVE, OF_NOBODY, 5_000);
    mallory.say(batch(alicesCall(), 0, List.of(early)));

    mallory.say(new CallMessage.Accept(alicesCall()));
    phones.run(Duration.ofSeconds(1));

    assertEquals(List.of(early), alicesSession().known());
    assertEquals(3, mallory.count(MessageType.CANDIDATE));
  }

  @Test
  @Covers("CALL-37")
  void answerThatNamesAPlace_endsTheLeg() {
    HostilePeer mallory = callee();
    phones.alice.call(People.BOB, CallMode.FAST);
    phones.run(Duration.ofMillis(200));
    Candidate relayed = at(CandidateType.RELAY, ip(198, 51, 100, 2), 40_100);

    mallory.answer(a -> naming(a, new RelayCandidate(relayed, phones.world.south().relayId())));
    phones.run(Duration.ofSeconds(1));

    assertEquals(EndReason.SECURITY_FAILURE, phones.alice.last().end().orElseThrow());
    assertFalse(alicesSession().searched());
  }

  private static CallMessage.Answer naming(CallMessage.Answer a, RelayCandidate place) {
    return Changed.with(a, "relay", Optional.of(place));
  }

  @Test
  @Covers("CALL-37")
  @Adversary("ADV-33")
  void offerThatNamesAPlace_doesNotRing() {
    HostilePeer mallory = caller();
    Candidate relayed = at(CandidateType.RELAY, ip(198, 51, 100, 1), 40_100);
    RelayCandidate place = new RelayCandidate(relayed, phones.world.north().relayId());

    mallory.call(o -> naming(o, place), UnaryOperator.identity());
    phones.run(Duration.ofSeconds(2));

    assertEquals(List.of(), phones.bob.calls());
  }

  private static CallMessage.Offer naming(CallMessage.Offer o, RelayCandidate place) {
    return Changed.with(o, "relay", Optional.of(place));
  }

  /** Mallory called, and Bob answered. */
  private HostilePeer connecting() {
    HostilePeer mallory = caller();
    mallory.call();
    phones.run(Duration.ofMillis(500));
    assertEquals(List.of(), phones.bob.media().sessions());
    phones.bob.answer();
    phones.run(Duration.ofMillis(200));
    return mallory;
  }

  @Test
  @Covers("CALL-40")
  @Adversary("ADV-36")
  void candidatesUnderTheEarlyKey_reachNoEngine() {
    HostilePeer mallory = connecting();

    mallory.say(
        batch(phones.bobsCall(), 0, List.of(at(CandidateType.SERVER_REFLEXIVE, OF_NOBODY, 5_000))));
    phones.run(Duration.ofSeconds(1));

    assertEquals(List.of(), bobsSession().known());
  }

  @Test
  @Covers({"PRIV-7", "PRIV-9", "PRIV-14", "PRIV-15"})
  @Adversary("ADV-36")
  void injectedCandidates_reachNoEngine() {
    HostilePeer mallory = connecting();
    mallory.confirm();
    VirtualStanding bobs = phones.bob.media().standing();
    Candidate own = at(CandidateType.SERVER_REFLEXIVE, OF_NOBODY, 5_000);
    List<Candidate> injected = new ArrayList<>();
    for (Bytes place :
        List.of(
            ip(127, 0, 0, 1),
            ip(169, 254, 169, 254),
            ip(10, 0, 0, 1),
            ip(192, 168, 77, 7),
            bobs.host(),
            bobs.neighbour(99).host(),
            ip(0, 0, 0, 0),
            ip(224, 0, 0, 251),
            ip(255, 255, 255, 255),
            ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 168, 2, 9),
            ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1),
            ip(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
            ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1))) {
      injected.add(at(CandidateType.HOST, place, 5_000));
      injected.add(at(CandidateType.SERVER_REFLEXIVE, place, 5_000));
      injected.add(at(CandidateType.RELAY, place, 40_100));
    }
    injected.add(at(CandidateType.RELAY, OF_NOBODY, 40_100));
    injected.add(at(CandidateType.RELAY, ip(198, 51, 100, 1), 3_478));
    injected.add(new Candidate(CandidateType.HOST, TransportProtocol.TCP, OF_NOBODY, 443, 1));

    mallory.say(batch(phones.bobsCall(), 0, List.of(own)));
    int sequence = 1;
    for (int from = 0; from < injected.size(); from += 16) {
      List<Candidate> some = injected.subList(from, Math.min(from + 16, injected.size()));
      mallory.say(batch(phones.bobsCall(), sequence++, some));
    }
    phones.run(Duration.ofSeconds(1));

    assertEquals(List.of(own), bobsSession().known());
    int refused =
        phones.bob.last().receipt().refused().values().stream().mapToInt(Integer::intValue).sum();
    assertEquals(injected.size(), refused);
  }

  @Test
  @Covers("PRIV-16")
  @Adversary("ADV-56")
  void floodOfCandidates_isBounded() {
    HostilePeer mallory = connecting();
    mallory.confirm();

    for (int sequence = 0; sequence < 100; sequence++) {
      List<Candidate> some = new ArrayList<>();
      for (int i = 1; i <= 16; i++) {
        some.add(at(CandidateType.HOST, OF_NOBODY, 2_000 + sequence * 16 + i));
      }
      mallory.say(batch(phones.bobsCall(), sequence, some));
    }
    phones.run(Duration.ofSeconds(1));

    assertEquals(64, bobsSession().known().size());
    CallSnapshot shown = phones.bob.last();
    assertEquals(1_600 - 64, shown.receipt().refused().get("REFUSED_TOO_MANY"));
    assertEquals(3, mallory.count(MessageType.CANDIDATE));
  }
}
