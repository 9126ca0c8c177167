package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.CallRecords.Entry;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels.Sent;
import org.phantomnet.testkit.VirtualDevice;

/** A caller of a later version, whose offer this version cannot read. */
class NewerOfferScenarioTest {
  private static final int MIN_VERSION_AT = 3; // after version's tag and value, and its own tag

  /** Offers to that device arrive as a later version's: nothing after the call id makes sense. */
  private static void makeNewer(TwoPhones phones, int device) {
    phones
        .world
        .channels()
        .deliverOnly(
            message -> {
              if (message.type() != MessageType.OFFER || message.to().device() != device) {
                return true;
              }
              deliver(phones, message, newer(message.content()));
              return false;
            });
  }

  private static void deliver(TwoPhones phones, Sent message, Bytes content) {
    Sent changed = new Sent(message.from(), message.to(), content, message.at());
    phones
        .world
        .channels()
        .deliver(changed, TestKeys.of(message.from().user()), Duration.ofMillis(20));
  }

  private static Bytes newer(Bytes content) {
    SealedCall sealed = decode(content);
    byte[] core = sealed.core().toByteArray();
    core[MIN_VERSION_AT] = 2;
    core[core.length - 1] ^= 1;
    return SignalCodec.encode(
        new SealedCall(
            sealed.type(),
            sealed.epoch(),
            sealed.counter(),
            Bytes.copyOf(core),
            sealed.confirm(),
            sealed.mac()));
  }

  private static SealedCall decode(Bytes content) {
    try {
      return SignalCodec.decode(content);
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Bytes bareDecline(CallId call, DeclineReason reason, long counter) {
    Optional<CallMode> required =
        reason == DeclineReason.MODE_TOO_WEAK ? Optional.of(CallMode.PARANOID) : Optional.empty();
    Bytes core = SignalCodec.encodeCore(new CallMessage.Decline(call, reason, required));
    return SignalCodec.encode(
        new SealedCall(MessageType.DECLINE, 0, counter, core, Bytes.EMPTY, SealedCall.NO_MAC));
  }

  private static List<String> results(VirtualDevice device) {
    return device.records().history().stream().map(Entry::result).toList();
  }

  @Test
  @Covers({"CALL-33", "CALL-34"})
  void newerOffer_ofAFriend_isDeclinedAsUnsupported() {
    TwoPhones phones = new TwoPhones();
    makeNewer(phones, 1);

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(3));

    phones.assertEnded(phones.alice, EndReason.UNSUPPORTED);
    assertEquals(List.of("UNSUPPORTED"), results(phones.bob));
    assertEquals(0, phones.bob.media().sessions().size());
  }

  @Test
  @Covers("CALL-33")
  void newerOffer_inAnActiveCall_isDeclinedAndLeavesTheCallAlone() {
    TwoPhones phones = new TwoPhones().connected();
    VirtualDevice mallory = phones.world.device(People.MALLORY, 1);
    phones.world.befriend(mallory, phones.bob, MemoryContacts.FRIEND);
    makeNewer(phones, 1);

    mallory.call(People.BOB);
    phones.run(Duration.ofSeconds(3));

    assertEquals(EndReason.UNSUPPORTED, mallory.last().end().orElseThrow());
    assertTrue(phones.bob.is(Phase.CONNECTED));
    assertTrue(phones.alice.is(Phase.CONNECTED));
  }

  @Test
  @Covers("CALL-33")
  @Adversary("ADV-52")
  void newerOffer_ofANewContact_isAMissedCallAndSaysNothing() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().put(People.ALICE, MemoryContacts.NEW_CONTACT);
    makeNewer(phones, 1);

    phones.alice.call(People.BOB);
    phones.run(TwoPhones.EVERYTHING);

    phones.assertEnded(phones.alice, EndReason.NO_ANSWER);
    assertEquals(List.of("MISSED"), results(phones.bob));
  }

  @Test
  @Covers("CALL-33")
  @Adversary("ADV-52")
  void newerOffer_ofAStranger_isDropped() {
    TwoPhones phones = new TwoPhones();
    phones.bob.contacts().remove(People.ALICE);
    makeNewer(phones, 1);

    phones.alice.call(People.BOB);
    phones.run(TwoPhones.EVERYTHING);

    phones.assertEnded(phones.alice, EndReason.NO_ANSWER);
    assertTrue(results(phones.bob).isEmpty());
  }

  @Test
  @Covers("CALL-33")
  @Adversary({"ADV-14", "ADV-56"})
  void newerOffer_again_isDropped() {
    TwoPhones phones = new TwoPhones();
    makeNewer(phones, 1);
    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(3));
    Sent offer = phones.world.channels().sent(MessageType.OFFER).get(0);

    deliver(phones, offer, newer(offer.content()));
    phones.run(Duration.ofMinutes(3));
    deliver(phones, offer, newer(offer.content()));
    phones.run(Duration.ofSeconds(3));

    assertEquals(1, phones.world.channels().sent(MessageType.DECLINE).size());
    assertEquals(List.of("UNSUPPORTED"), results(phones.bob));
  }

  @Test
  @Covers("CALL-34")
  void deviceThatIsTooOld_endsItsLegOnly() {
    TwoPhones phones = new TwoPhones();
    VirtualDevice other = phones.world.device(People.BOB, 2);
    phones.world.befriend(phones.alice, other, MemoryContacts.FRIEND);
    makeNewer(phones, 1);

    phones.alice.call(People.BOB);
    phones.run(Duration.ofSeconds(3));
    other.answer();
    phones.run(Duration.ofSeconds(3));

    assertTrue(other.is(Phase.CONNECTED));
    assertTrue(phones.alice.is(Phase.CONNECTED));
    assertEquals(List.of("UNSUPPORTED"), results(phones.bob));
  }

  @Test
  @Covers("CALL-34")
  @Adversary("ADV-20")
  void bareDecline_onceTheDeviceAnswered_changesNothing() {
    TwoPhones phones = new TwoPhones().preConnected();
    Sent answer = phones.world.channels().sent(MessageType.ANSWER).get(0);

    deliver(phones, answer, bareDecline(phones.alice.last().call(), DeclineReason.UNSUPPORTED, 1));
    phones.run(Duration.ofSeconds(2));

    assertTrue(phones.alice.is(Phase.REMOTE_RINGING));
  }

  @ParameterizedTest
  @EnumSource(DeclineReason.class)
  @Covers("CALL-34")
  @Adversary("ADV-20")
  void bareDecline_ofAnotherReasonOrCounter_changesNothing(DeclineReason reason) {
    TwoPhones phones = new TwoPhones().ringing();
    phones.run(Duration.ofMillis(300));
    Sent ring = phones.world.channels().sent(MessageType.RING).get(0);
    long counter = reason == DeclineReason.UNSUPPORTED ? 2 : 1;

    deliver(phones, ring, bareDecline(phones.alice.last().call(), reason, counter));
    phones.run(Duration.ofSeconds(1));

    assertTrue(phones.alice.is(Phase.REMOTE_RINGING));
  }
}
