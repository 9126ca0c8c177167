package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualChannels;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualWorld;

/** One call to a person with three devices. */
class ForkingScenarioTest {
  private final VirtualWorld world = new VirtualWorld();
  private final VirtualDevice alice = world.device(People.ALICE, 1);
  private final List<VirtualDevice> bobs =
      Stream.of(1, 2, 3).map(number -> world.device(People.BOB, number)).toList();

  ForkingScenarioTest() {
    bobs.forEach(bob -> world.befriend(alice, bob, MemoryContacts.FRIEND));
  }

  private void ringEverywhere() {
    alice.call(People.BOB);
    bobs.forEach(bob -> assertTrue(bob.reaches(Phase.RINGING, Duration.ofSeconds(5))));
    world.run(Duration.ofSeconds(3));
  }

  @Test
  @Covers("CALL-8")
  void threeDevices_ring_andTwoConnectAhead() {
    ringEverywhere();

    assertEquals(2, world.channels().sent(MessageType.CONFIRM).size());
    assertEquals(2, bobs.stream().filter(bob -> bob.media().sessions().get(0).isUp()).count());
  }

  @Test
  @Covers("CALL-9")
  @Adversary("ADV-11")
  void firstAccept_wins_andEveryOtherDeviceStops() {
    ringEverywhere();

    bobs.get(1).answer();
    world.run(Duration.ofSeconds(3));

    assertTrue(alice.is(Phase.CONNECTED));
    assertTrue(bobs.get(1).is(Phase.CONNECTED));
    assertEquals(Optional.of(EndReason.ACCEPTED_ELSEWHERE), bobs.get(0).last().end());
    assertEquals(Optional.of(EndReason.ACCEPTED_ELSEWHERE), bobs.get(2).last().end());
    assertTrue(bobs.get(0).last().keysDestroyed());
    assertEquals(2, world.media().running());
  }

  @Test
  @Covers("CALL-9")
  void deviceThatDidNotConnectAhead_mayAnswerToo() {
    ringEverywhere();
    VirtualDevice third =
        bobs.stream()
            .filter(bob -> !bob.media().sessions().get(0).isUp())
            .findFirst()
            .orElseThrow();

    third.answer();
    world.run(Duration.ofSeconds(3));

    assertTrue(third.is(Phase.CONNECTED));
    assertTrue(alice.heard());
  }

  @Test
  @Covers("CALL-9")
  @Adversary({"ADV-11", "ADV-16"})
  void twoDevices_acceptingAtOnce_haveOneWinner() {
    ringEverywhere();

    bobs.get(0).answer();
    bobs.get(1).answer();
    world.run(Duration.ofSeconds(3));

    long connected = bobs.stream().filter(bob -> bob.is(Phase.CONNECTED)).count();
    assertEquals(1, connected);
    assertEquals(
        2,
        bobs.stream()
            .filter(bob -> bob.last().end().equals(Optional.of(EndReason.ACCEPTED_ELSEWHERE)))
            .count());
    assertEquals(2, world.media().running());
  }

  @Test
  @Covers("CALL-11")
  @Adversary("ADV-11")
  void declineOnOneDevice_stopsTheOthers() {
    ringEverywhere();

    bobs.get(2).decline();
    world.run(Duration.ofSeconds(3));

    assertEquals(Optional.of(EndReason.DECLINED_REMOTELY), alice.last().end());
    assertEquals(Optional.of(EndReason.DECLINED_ELSEWHERE), bobs.get(0).last().end());
    assertEquals(0, world.media().running());
  }

  @Test
  @Adversary("ADV-11")
  void callerGivingUp_stopsEveryDevice() {
    ringEverywhere();

    alice.hangup();
    world.run(Duration.ofSeconds(3));

    for (VirtualDevice bob : bobs) {
      assertEquals(Optional.of(EndReason.MISSED), bob.last().end());
      assertTrue(bob.last().keysDestroyed());
    }
    assertEquals(0, world.media().running());
  }

  @Test
  @Covers("CALL-4")
  void oneDeviceLosingItsRelay_doesNotEndTheOthersRinging() {
    ringEverywhere();

    bobs.get(0).media().sessions().get(0).die();
    world.run(Duration.ofSeconds(1));

    assertTrue(alice.is(Phase.REMOTE_RINGING));
    assertTrue(bobs.get(1).is(Phase.RINGING));
    bobs.get(1).answer();
    world.run(Duration.ofSeconds(3));
    assertTrue(alice.is(Phase.CONNECTED));
  }

  @Test
  @Adversary("ADV-17")
  void answerOfADeviceThatWasNotOffered_isIgnored() {
    world
        .channels()
        .deliverOnly(message -> message.from().device() != 3 && message.to().device() != 3);
    alice.call(People.BOB);
    world.run(Duration.ofSeconds(3));
    var ofTwo =
        world.channels().sent(MessageType.ANSWER).stream()
            .filter(m -> m.from().device() == 2)
            .findFirst();

    var forged =
        new VirtualChannels.Sent(
            People.device(People.BOB, 4),
            alice.self(),
            ofTwo.orElseThrow().content(),
            world.time().now());
    world.channels().deliver(forged, TestKeys.bob(), Duration.ZERO);
    world.run(Duration.ofSeconds(1));

    assertTrue(alice.is(Phase.REMOTE_RINGING));
    assertFalse(alice.speaks());
  }

  @Test
  @Covers("CALL-25")
  @Adversary("ADV-17")
  void installationThatTookOverADevicesNumber_speaksForNothing() {
    world.channels().deliverOnly(message -> message.from().device() != 2);
    ringEverywhere();
    bobs.get(1).answer();
    world.run(Duration.ofSeconds(3));
    DeviceAddress relinked =
        new DeviceAddress(People.BOB, 2, bobs.get(1).self().registrationId() % 16_000 + 1);
    var said =
        world.channels().sent().stream().filter(message -> message.from().device() == 2).toList();

    said.forEach(
        message ->
            world
                .channels()
                .deliver(
                    new VirtualChannels.Sent(
                        relinked, alice.self(), message.content(), message.at()),
                    TestKeys.bob(),
                    Duration.ZERO));
    world.run(Duration.ofSeconds(1));
    boolean ignored = alice.is(Phase.REMOTE_RINGING) && !alice.speaks();
    said.forEach(message -> world.channels().deliver(message, TestKeys.bob(), Duration.ZERO));
    world.run(Duration.ofSeconds(3));

    assertTrue(ignored);
    assertTrue(alice.is(Phase.CONNECTED));
    assertTrue(alice.heard() && bobs.get(1).heard());
  }
}
