package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;
import org.phantomnet.testkit.VirtualWorld;

/** Alice's and Bob's phone, friends of each other, and the steps of a call as a ladder. */
final class TwoPhones {
  /** Longer than any timer that ends a call: ring 60 s, then connect 15 s, then reconnect 30 s. */
  static final Duration EVERYTHING = Duration.ofMinutes(4);

  final VirtualWorld world;
  final VirtualDevice alice;
  final VirtualDevice bob;

  TwoPhones() {
    this(1, Duration.ZERO);
  }

  TwoPhones(long seed, Duration slowestTask) {
    world = new VirtualWorld(seed, slowestTask);
    alice = world.device(People.ALICE, 1);
    bob = world.device(People.BOB, 1);
    world.befriend(alice, bob, MemoryContacts.FRIEND);
  }

  /** Two phones with relays of four operators: Alice's first guard is north, Bob's south. */
  static TwoPhones amongFour() {
    return amongFour(1, Duration.ZERO);
  }

  static TwoPhones amongFour(long seed, Duration slowestTask) {
    return new TwoPhones(new VirtualWorld(seed, slowestTask));
  }

  private TwoPhones(VirtualWorld world) {
    this.world = world;
    ListedRelay east = world.relays().list(3, "east");
    ListedRelay west = world.relays().list(4, "west");
    alice =
        world.device(
            People.ALICE, 1, TestKeys.of(People.ALICE), world.north(), world.south(), east, west);
    bob =
        world.device(
            People.BOB, 1, TestKeys.of(People.BOB), world.south(), world.north(), east, west);
    world.befriend(alice, bob, MemoryContacts.FRIEND);
  }

  /** Alice called, Bob's phone rings. */
  TwoPhones ringing() {
    alice.call(People.BOB);
    assertTrue(bob.reaches(Phase.RINGING, Duration.ofSeconds(5)));
    return this;
  }

  /** Alice called in Fast, Bob's phone rings. */
  TwoPhones ringingInFast() {
    alice.call(People.BOB, CallMode.FAST);
    assertTrue(bob.reaches(Phase.RINGING, Duration.ofSeconds(5)));
    return this;
  }

  /** They stand behind such NATs. */
  TwoPhones behind(VirtualStanding.Nat ofAlice, VirtualStanding.Nat ofBob) {
    alice.media().stand(VirtualStanding.behind(ofAlice, 11));
    bob.media().stand(VirtualStanding.behind(ofBob, 12));
    return this;
  }

  /** Bob's phone has connected ahead of his answer; keys are confirmed on both sides. */
  TwoPhones preConnected() {
    ringing();
    assertTrue(world.time().runUntil(() -> ready(alice) && ready(bob), Duration.ofSeconds(5)));
    return this;
  }

  private static boolean ready(VirtualDevice device) {
    return device
        .live()
        .filter(call -> call.keysConfirmed() && call.transportConnected())
        .isPresent();
  }

  /** Bob answered; the two talk. */
  TwoPhones connected() {
    preConnected();
    bob.answer();
    assertTrue(alice.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    assertTrue(bob.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    assertTrue(world.time().runUntil(() -> alice.heard() && bob.heard(), Duration.ofSeconds(5)));
    return this;
  }

  /** The mailbox gives Bob the first message of this type, from Alice, once more. */
  void deliverAgain(MessageType type) {
    world
        .channels()
        .deliver(world.channels().sent(type).get(0), TestKeys.alice(), Duration.ofMillis(20));
  }

  /** Mallory, in Alice's place, called; Bob answered, they talk. */
  CallId takenFrom(HostilePeer mallory) {
    CallId call = mallory.call();
    run(Duration.ofSeconds(3));
    mallory.confirm();
    bob.answer();
    run(Duration.ofSeconds(1));
    assertTrue(bob.is(Phase.CONNECTED));
    return call;
  }

  /** Bob called Mallory, in Alice's place, who took it. */
  CallId placedTo(HostilePeer mallory) {
    bob.call(People.ALICE);
    run(Duration.ofMillis(500));
    mallory.answer(UnaryOperator.identity());
    CallId call = bob.live().orElseThrow().call();
    run(Duration.ofSeconds(1));
    mallory.say(new CallMessage.Accept(call));
    run(Duration.ofSeconds(1));
    assertTrue(bob.is(Phase.CONNECTED));
    return call;
  }

  /** The two talk in Fast. */
  TwoPhones connectedInFast() {
    ringingInFast();
    bob.answer();
    assertTrue(alice.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    assertTrue(bob.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    return this;
  }

  /** Waits until both talk over their n-th connection, counted from 1. */
  void assertTalkOver(int connections, Duration limit) {
    assertTrue(
        world
            .time()
            .runUntil(() -> talksOver(alice, connections) && talksOver(bob, connections), limit),
        "no connection " + connections);
  }

  private static boolean talksOver(VirtualDevice device, int connections) {
    VirtualSession last = device.media().sessions().get(device.media().sessions().size() - 1);
    return device.is(Phase.CONNECTED)
        && device.live().orElseThrow().connections() == connections
        && last.isUp()
        && last.heard();
  }

  void run(Duration span) {
    world.run(span);
  }

  void assertEnded(VirtualDevice device, EndReason reason) {
    CallSnapshot last = device.last();
    assertEquals(Phase.ENDED, last.phase());
    assertEquals(reason, last.end().orElseThrow());
    assertEverythingIsGone();
  }

  /** What must hold whenever no call is left. */
  void assertEverythingIsGone() {
    run(Duration.ofSeconds(5));
    for (VirtualDevice device : new VirtualDevice[] {alice, bob}) {
      for (CallSnapshot call : device.calls()) {
        assertEquals(Phase.ENDED, call.phase());
        assertTrue(call.keysDestroyed(), "keys");
        assertTrue(call.engineReleased(), "engine");
        assertEquals(false, call.gateOpen());
        assertEquals(0, call.receipt().packetsOutsidePolicy());
      }
    }
    assertEquals(0, world.media().running());
    assertEquals(0, world.relays().tunnelsOpenNow());
  }

  /** Alice's client is hostile, and calls Bob. */
  HostilePeer hostileCaller() {
    return new HostilePeer(world, alice, bob, world.north());
  }

  /** Bob's client is hostile, and is called. */
  HostilePeer hostileCallee() {
    return new HostilePeer(world, bob, alice, world.south());
  }

  CallId bobsCall() {
    return bob.live().orElseThrow().call();
  }

  void assertBobKeyedNothing() {
    for (CallSnapshot shown : bob.screen()) {
      assertFalse(shown.keysConfirmed());
      assertFalse(shown.gateOpen());
    }
    assertFalse(bob.speaks());
  }
}
