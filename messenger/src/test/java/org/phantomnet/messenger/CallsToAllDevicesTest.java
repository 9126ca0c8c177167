package org.phantomnet.messenger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.VirtualWorld;

/** Real messengers with real call engines: calls to and from an account of several devices. */
class CallsToAllDevicesTest {
  /** Virtual time that passes between two looks at what the messengers said. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  @TempDir Path directory;
  private final VirtualWorld world = new VirtualWorld();
  private final List<CallingPerson> calling = new ArrayList<>();
  private Family family;
  private CallingPerson phone;
  private CallingPerson bob;

  @BeforeEach
  void befriend() throws MessengerException {
    family = new Family(directory);
    phone = calling(family.alice);
    bob = calling(family.bob);
  }

  @AfterEach
  void close() {
    family.close();
  }

  private CallingPerson calling(Person person) {
    CallingPerson made = new CallingPerson(person, world, calling.size() + 1L);
    calling.add(made);
    return made;
  }

  private CallingPerson linkedTablet() throws MessengerException {
    family.link();
    return calling(family.tablet);
  }

  private void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain");
      calling.forEach(CallingPerson::pump);
      world.run(LOOK_EVERY);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static EndReason end(CallingPerson of) {
    return of.last().end().orElseThrow();
  }

  @Test
  @Covers({"DEV-19", "CALL-9"})
  @Adversary("ADV-11")
  void call_ringsOnBothDevices_andIsTakenByTheOneThatAnswers() throws MessengerException {
    CallingPerson tablet = linkedTablet();

    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING) && tablet.is(Phase.RINGING));
    tablet.answer();

    await(() -> bob.is(Phase.CONNECTED) && tablet.is(Phase.CONNECTED) && phone.is(Phase.ENDED));
    assertEquals(EndReason.ACCEPTED_ELSEWHERE, end(phone));
    await(() -> bob.heard() && tablet.heard());
    bob.hangup();
    await(() -> tablet.is(Phase.ENDED));
    assertEquals(EndReason.HUNG_UP_REMOTELY, end(tablet));
    await(() -> world.media().running() == 0);
  }

  @Test
  @Covers({"DEV-19", "CALL-9"})
  @Adversary({"ADV-11", "ADV-16"})
  void bothDevices_answeringInOneInstant_haveOneWinner() throws MessengerException {
    CallingPerson tablet = linkedTablet();
    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING) && tablet.is(Phase.RINGING));

    phone.answer();
    tablet.answer();

    await(() -> bob.is(Phase.CONNECTED) && phone.is(Phase.ENDED) != tablet.is(Phase.ENDED));
    CallingPerson winner = phone.is(Phase.ENDED) ? tablet : phone;
    CallingPerson loser = winner == phone ? tablet : phone;
    await(() -> bob.heard() && winner.heard() && world.media().running() == 2);
    assertTrue(winner.is(Phase.CONNECTED));
    assertEquals(EndReason.ACCEPTED_ELSEWHERE, end(loser));
    assertTrue(loser.last().keysDestroyed());
    assertFalse(loser.heard());
  }

  /** Bob calls, all devices ring, and this one takes it. */
  private void callTakenOn(CallingPerson tablet) {
    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING) && tablet.is(Phase.RINGING));
    tablet.answer();
    await(() -> bob.is(Phase.CONNECTED) && tablet.is(Phase.CONNECTED) && phone.is(Phase.ENDED));
  }

  /** From the linked device, which knows of the first by the account's own list alone. */
  @Test
  @Covers({"CALL-80", "CALL-89"})
  void callOnTheLinkedDevice_movesToTheFirstOne() throws MessengerException {
    CallingPerson tablet = linkedTablet();
    callTakenOn(tablet);

    tablet.move(1);
    await(() -> phone.is(Phase.RINGING));
    assertTrue(tablet.is(Phase.CONNECTED) && phone.last().continues().isPresent());
    phone.answer();

    await(() -> phone.is(Phase.CONNECTED) && bob.is(Phase.CONNECTED) && tablet.is(Phase.ENDED));
    assertEquals(EndReason.MOVED, end(tablet));
    await(() -> phone.heard() && world.media().running() == 2);
  }

  /** After a call that was taken, three more use up what the contact may make a device say. */
  @Test
  @Covers({"DEV-24", "RING-5"})
  void call_movesToADevice_thatTheContactMayNotMakeRingAnyMore() throws MessengerException {
    CallingPerson tablet = linkedTablet();
    for (int i = 0; i < 3; i++) {
      bob.call(family.alice.address);
      await(() -> phone.is(Phase.RINGING) && tablet.is(Phase.RINGING));
      if (i == 0) {
        phone.answer();
        await(() -> bob.is(Phase.CONNECTED));
      }
      bob.hangup();
      await(() -> phone.is(Phase.ENDED) && tablet.is(Phase.ENDED) && bob.is(Phase.ENDED));
    }
    callTakenOn(tablet);

    tablet.move(1);
    await(() -> phone.is(Phase.RINGING));
    phone.answer();

    await(() -> phone.is(Phase.CONNECTED) && bob.is(Phase.CONNECTED) && tablet.is(Phase.ENDED));
    assertEquals(EndReason.MOVED, end(tablet));
  }

  /** A device that left the account is none to move to, on either side. */
  @Test
  @Covers("CALL-89")
  @Adversary("ADV-17")
  void call_isNotMovedToADeviceThatWasUnlinked() throws MessengerException {
    linkedTablet();
    family.alice.messenger().unlink(2);
    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING));
    phone.answer();
    await(() -> bob.is(Phase.CONNECTED) && phone.is(Phase.CONNECTED));

    phone.move(2);

    await(() -> phone.last().move().isPresent());
    assertEquals(MoveView.State.NOT_ALLOWED, phone.last().move().orElseThrow().state());
    assertTrue(bob.is(Phase.CONNECTED));
  }

  @Test
  @Covers({"DEV-19", "CALL-11"})
  @Adversary("ADV-11")
  void declineOnTheLinkedDevice_stopsTheFirstOne() throws MessengerException {
    CallingPerson tablet = linkedTablet();
    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING) && tablet.is(Phase.RINGING));

    tablet.decline();

    await(() -> bob.is(Phase.ENDED) && phone.is(Phase.ENDED));
    assertEquals(EndReason.DECLINED_REMOTELY, end(bob));
    assertEquals(EndReason.DECLINED_ELSEWHERE, end(phone));
    await(() -> world.media().running() == 0);
  }

  @Test
  @Covers({"DEV-13", "DEV-19"})
  void call_ofALinkedDevice_reachesTheContactAndNotItsSibling() throws MessengerException {
    CallingPerson tablet = linkedTablet();
    family.tablet.await(
        () -> !family.tablet.messenger().channel().peers(family.bob.address).isEmpty());

    tablet.call(family.bob.address);
    await(() -> bob.is(Phase.RINGING));
    bob.answer();

    await(() -> tablet.is(Phase.CONNECTED) && tablet.heard() && bob.heard());
    assertTrue(phone.isSilent());
  }

  @Test
  @Covers({"DEV-13", "DEV-19"})
  void deviceLinkedBetweenTwoCalls_ringsAtTheSecond() throws MessengerException {
    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING));
    bob.hangup();
    await(() -> phone.is(Phase.ENDED) && bob.is(Phase.ENDED));

    CallingPerson tablet = linkedTablet();
    bob.call(family.alice.address);

    await(() -> phone.is(Phase.RINGING) && tablet.is(Phase.RINGING));
  }

  @Test
  @Covers("DEV-20")
  @Adversary("ADV-17")
  void unlinkedDevice_ringsNoMore() throws MessengerException {
    CallingPerson tablet = linkedTablet();
    family.alice.messenger().unlink(2);
    family.tablet.awaitHeard("unlinked here");
    family.bob.await(
        () -> family.bob.messenger().channel().peers(family.alice.address).size() == 1);

    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING));
    phone.answer();

    await(() -> bob.is(Phase.CONNECTED) && bob.heard() && phone.heard());
    assertTrue(tablet.isSilent());
  }

  @Test
  @Covers({"DEV-5", "DEV-20"})
  @Adversary("ADV-17")
  void deviceUnlinkedWhileItRings_answersInVain() throws MessengerException {
    CallingPerson tablet = linkedTablet();
    bob.call(family.alice.address);
    await(() -> phone.is(Phase.RINGING) && tablet.is(Phase.RINGING));
    family.alice.messenger().unlink(2);
    family.bob.await(
        () -> family.bob.messenger().channel().peers(family.alice.address).size() == 1);

    tablet.answer();
    await(() -> tablet.is(Phase.ENDED));
    boolean waits = bob.is(Phase.DIALING) && phone.is(Phase.RINGING);
    phone.answer();

    assertTrue(waits);
    await(() -> bob.is(Phase.CONNECTED) && bob.heard() && phone.heard());
    assertFalse(tablet.heard());
  }
}
