package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;
import org.phantomnet.testkit.VirtualChannels.Sent;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.Weather;

/** Keys that change while people talk. */
class RekeyScenarioTest {
  private static final Duration A_MOMENT = Duration.ofSeconds(1);

  private static long rekeys(VirtualDevice device) {
    return device.traces().stream().filter(trace -> trace.code() == TraceCode.REKEYED).count();
  }

  private static void assertKeysChanged(TwoPhones phones, int times) {
    assertEquals(times, rekeys(phones.alice));
    assertEquals(times, rekeys(phones.bob));
    assertTrue(phones.alice.is(Phase.CONNECTED) && phones.bob.is(Phase.CONNECTED));
  }

  private static void assertEndsAsAlways(TwoPhones phones) {
    phones.bob.hangup();
    phones.run(A_MOMENT);
    phones.assertEnded(phones.bob, EndReason.HUNG_UP_LOCALLY);
    phones.assertEnded(phones.alice, EndReason.HUNG_UP_REMOTELY);
  }

  private static List<Sent> said(TwoPhones phones, VirtualDevice by) {
    DeviceAddress self = by.self();
    return phones.world.channels().sent(MessageType.REKEY).stream()
        .filter(message -> message.from().equals(self))
        .toList();
  }

  private static SealedCall sealed(Sent message) {
    try {
      return SignalCodec.decode(message.content());
    } catch (ProtocolException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  @Covers({"KEY-17", "KEY-18"})
  @Adversary("ADV-26")
  void keys_changeEveryHalfHour_byTheCallersWish() {
    TwoPhones phones = new TwoPhones().connected();

    phones.run(Rekeying.LIFETIME.minus(A_MOMENT));
    assertKeysChanged(phones, 0);
    phones.run(A_MOMENT.multipliedBy(2));
    assertKeysChanged(phones, 1);
    phones.run(Rekeying.LIFETIME);
    assertKeysChanged(phones, 2);

    assertEquals(2, said(phones, phones.alice).size());
    assertEquals(2, said(phones, phones.bob).size());
    assertEndsAsAlways(phones);
  }

  /** Each message is under the newest epoch that its sender knows the other to hold. */
  @Test
  @Covers("KEY-19")
  void callersMessages_moveToTheNewEpochAtOnce_theCalleesWhenItHeardOne() {
    TwoPhones phones = TwoPhones.amongFour().connected();
    phones.run(Rekeying.LIFETIME.plus(A_MOMENT));
    assertEquals(0, sealed(said(phones, phones.alice).get(0)).epoch());
    assertEquals(0, sealed(said(phones, phones.bob).get(0)).epoch());

    phones.world.relays().kill(phones.world.north());
    phones.assertTalkOver(2, Duration.ofSeconds(5));
    phones.run(Rekeying.RETRY.plus(A_MOMENT)); // a request soon after another is dropped (KEY-18)

    phones
        .world
        .channels()
        .sent(MessageType.UPDATE)
        .forEach(update -> assertEquals(1, sealed(update).epoch(), update.toString()));
    assertEquals(1, sealed(said(phones, phones.bob).get(1)).epoch());
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers("KEY-17")
  @Adversary("ADV-26")
  void anotherConnection_getsOtherKeys_whoeverAskedForIt() {
    for (boolean callers : new boolean[] {true, false}) {
      TwoPhones phones = TwoPhones.amongFour().connected();

      phones.world.relays().kill(callers ? phones.world.north() : phones.world.south());
      phones.assertTalkOver(2, Duration.ofSeconds(5));
      phones.run(A_MOMENT);

      assertKeysChanged(phones, 1);
      assertEquals(1, said(phones, phones.alice).size());
      assertEndsAsAlways(phones);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers({"KEY-10", "KEY-17", "KEY-18"})
  void requestOrReply_thatIsLost_isSaidAgainWithTheSameShares(boolean ofTheCaller) {
    TwoPhones phones = new TwoPhones().connected();
    VirtualDevice unheard = ofTheCaller ? phones.alice : phones.bob;
    phones
        .world
        .channels()
        .deliverOnly(
            message ->
                message.type() != MessageType.REKEY
                    || !message.from().equals(unheard.self())
                    || said(phones, unheard).size() > 3);

    phones.run(Rekeying.LIFETIME.plus(Rekeying.RETRY.multipliedBy(3)).plus(A_MOMENT));

    assertKeysChanged(phones, 1);
    Bytes core = sealed(said(phones, unheard).get(0)).core();
    said(phones, unheard).forEach(message -> assertEquals(core, sealed(message).core()));
    assertEquals(4, said(phones, unheard).size());
    assertEndsAsAlways(phones);
  }

  /** The call goes on under the keys that it has, and asks no more often than every ten seconds. */
  @Test
  @Covers("KEY-17")
  void requestsThatAreNeverAnswered_costOneMessageInTenSeconds() {
    TwoPhones phones = new TwoPhones().connected();
    phones.world.channels().deliverOnly(message -> message.type() != MessageType.REKEY);

    phones.run(Rekeying.LIFETIME.plus(Duration.ofMinutes(10)));

    assertKeysChanged(phones, 0);
    assertEquals(61, said(phones, phones.alice).size(), 1);
    assertEndsAsAlways(phones);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  @Covers({"KEY-10", "KEY-18", "KEY-19"})
  @Adversary("ADV-56")
  void keys_changeInAnyWeather_andTheCallEndsWithItsOwnReason(long seed) {
    TwoPhones phones = TwoPhones.amongFour(seed, Duration.ZERO).connected();
    phones.world.channels().weather(Weather.STORM);

    phones.run(Rekeying.LIFETIME.multipliedBy(3).plus(Duration.ofMinutes(2)));

    assertKeysChanged(phones, 3);
    phones.world.channels().weather(Weather.CALM);
    assertEndsAsAlways(phones);
  }

  @Test
  @Covers("KEY-17")
  void fast_hasNoShield_andItsKeysDoNotChange() {
    TwoPhones phones = new TwoPhones().connectedInFast();

    phones.run(Rekeying.LIFETIME.multipliedBy(2));

    assertKeysChanged(phones, 0);
    assertEquals(List.of(), phones.world.channels().sent(MessageType.REKEY));
    assertEndsAsAlways(phones);
  }
}
