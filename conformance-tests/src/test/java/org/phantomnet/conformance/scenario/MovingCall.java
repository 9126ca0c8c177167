package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.MoveView;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualWorld;

/** Alice talks from her first device with Bob; she has two more, and so has he one. */
final class MovingCall {
  static final Duration SETTLED = Duration.ofSeconds(3);

  final VirtualWorld world;
  final List<VirtualDevice> alices;
  final VirtualDevice bob;
  final VirtualDevice bobsOther;

  MovingCall() {
    this(1, Duration.ZERO);
  }

  MovingCall(long seed, Duration slowestTask) {
    world = new VirtualWorld(seed, slowestTask);
    alices = Stream.of(1, 2, 3).map(number -> world.device(People.ALICE, number)).toList();
    bob = world.device(People.BOB, 1);
    bobsOther = world.device(People.BOB, 2);
    alices.forEach(
        alice -> {
          world.befriend(alice, bob, MemoryContacts.FRIEND);
          world.befriend(alice, bobsOther, MemoryContacts.FRIEND);
        });
  }

  VirtualDevice alice(int device) {
    return alices.get(device - 1);
  }

  /** Alice called from her first device, Bob took it on his first. */
  MovingCall talking() {
    return talking(CallMode.PRIVATE);
  }

  MovingCall talking(CallMode mode) {
    alice(1).call(People.BOB, mode);
    assertTrue(bob.reaches(Phase.RINGING, Duration.ofSeconds(5)));
    bob.answer();
    assertTrue(alice(1).reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    assertTrue(bob.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    run(SETTLED);
    return this;
  }

  /** Bob called, Alice took it on her first device. */
  MovingCall talkingAfterBobsCall() {
    bob.call(People.ALICE);
    assertTrue(alice(1).reaches(Phase.RINGING, Duration.ofSeconds(5)));
    alice(1).answer();
    assertTrue(bob.reaches(Phase.CONNECTED, Duration.ofSeconds(5)));
    run(SETTLED);
    return this;
  }

  CallId id() {
    return bob.calls().get(0).call();
  }

  /** Alice's first device asks. */
  void move(int device) {
    alice(1).engine().move(id(), device);
  }

  /** Her second device rings. */
  MovingCall ringing() {
    move(2);
    assertTrue(alice(2).reaches(Phase.RINGING, Duration.ofSeconds(5)));
    return this;
  }

  /** Runs for that long and looks after every step at Bob's microphone. */
  void run(Duration span) {
    world.time().runUntil(this::looksWrong, span);
  }

  private boolean looksWrong() {
    long open =
        bob.media().sessions().stream()
            .filter(VirtualSession::speaks)
            .filter(s -> !s.muted())
            .count();
    assertTrue(open < 2, "two microphones");
    return false;
  }

  /** The newest snapshot of the call that all began with. */
  static CallSnapshot first(VirtualDevice device) {
    return device.calls().get(0);
  }

  Optional<MoveView.State> shown() {
    return first(alice(1)).move().map(MoveView::state);
  }

  /** They talk as before, and nothing else is left. */
  void assertGoesOnAsBefore() {
    assertEquals(Phase.CONNECTED, first(alice(1)).phase());
    assertEquals(Phase.CONNECTED, first(bob).phase());
    assertTrue(bob.media().sessions().get(0).speaks());
    assertEquals(2, world.media().running());
    assertEquals(List.of(), bob.records().history());
  }

  /** Bob talks with that device of Alice's, and with no other. */
  void assertTalksWith(int device) {
    CallSnapshot live = bob.last();
    assertEquals(Phase.CONNECTED, live.phase());
    assertEquals(Optional.of(id()), live.continues());
    assertTrue(alice(device).is(Phase.CONNECTED));
    assertEquals(live.call(), alice(device).last().call());
    assertTrue(alice(device).heard());
    assertEquals(2, world.media().running());
  }

  void assertNothingIsLeft() {
    run(Duration.ofSeconds(5));
    Stream.concat(alices.stream(), Stream.of(bob, bobsOther))
        .forEach(
            device -> {
              assertTrue(device.live().isEmpty());
              device
                  .calls()
                  .forEach(call -> assertTrue(call.keysDestroyed() && call.engineReleased()));
            });
    assertEquals(0, world.media().running());
    assertEquals(0, world.relays().tunnelsOpenNow());
  }
}
