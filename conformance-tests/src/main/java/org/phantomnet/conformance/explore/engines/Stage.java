package org.phantomnet.conformance.explore.engines;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.TraceCode;
import org.phantomnet.protocol.directory.ListedRelay;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Codec;
import org.phantomnet.testkit.MemoryContacts;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;
import org.phantomnet.testkit.VirtualWorld;

/**
 * Alice's and Bob's devices, with whole engines and relays of four operators, and what must hold of
 * them at every moment. One run, one thread.
 */
final class Stage {
  /** Longer than any attempt, question or timer of a call that rings or breaks. */
  private static final Duration SETTLED = Duration.ofMinutes(4);

  private static final Duration SOON = Duration.ofSeconds(5);
  private static final long SEED = 1;

  private final VirtualWorld world = new VirtualWorld(SEED, Duration.ZERO);
  private final List<VirtualDevice> alices = new ArrayList<>();
  private final List<VirtualDevice> bobs = new ArrayList<>();
  private final List<Runnable> reactions = new ArrayList<>();
  private final Fates fates;
  private boolean fastAllowed;
  private Optional<String> problem = Optional.empty();

  Stage(int alicesDevices, int bobsDevices, Fates fates) {
    this.fates = fates;
    ListedRelay east = world.relays().list(3, "east");
    ListedRelay west = world.relays().list(4, "west");
    for (int number = 1; number <= alicesDevices; number++) {
      alices.add(device(People.ALICE, number, world.north(), world.south(), east, west));
    }
    for (int number = 1; number <= bobsDevices; number++) {
      bobs.add(device(People.BOB, number, world.south(), world.north(), east, west));
    }
    for (VirtualDevice alice : alices) {
      bobs.forEach(bob -> world.befriend(alice, bob, MemoryContacts.FRIEND));
    }
    world.channels().arrivals(fates::arrivals);
  }

  private VirtualDevice device(UserAddress user, int number, ListedRelay... guards) {
    VirtualDevice made = world.device(user, number, TestKeys.of(user), guards);
    made.media().videoCodecs(List.of(Codec.VP8));
    made.media().stand(VirtualStanding.behind(VirtualStanding.Nat.CONE, 10 + devices()));
    return made;
  }

  private int devices() {
    return alices.size() + bobs.size();
  }

  VirtualDevice alice() {
    return alices.get(0);
  }

  VirtualDevice alice(int number) {
    return alices.get(number - 1);
  }

  VirtualDevice bob() {
    return bobs.get(0);
  }

  VirtualDevice bob(int number) {
    return bobs.get(number - 1);
  }

  private Stream<VirtualDevice> everyone() {
    return Stream.concat(alices.stream(), bobs.stream());
  }

  /** Messages have fates from now on. */
  void begin() {
    fates.begin();
  }

  /** The people know of Fast and want it, or the call may become so. */
  void allowFast() {
    fastAllowed = true;
  }

  /** Looked at after every step: what the people do once they see something. */
  void whenever(Runnable reaction) {
    reactions.add(reaction);
  }

  /** Alice's first and Bob's first device talk in that mode, before anything has a fate. */
  void talk(CallMode mode) {
    alice().call(People.BOB, mode);
    await(bob().reaches(Phase.RINGING, SOON), "Bob's device does not ring");
    bob().answer();
    await(alice().reaches(Phase.CONNECTED, SOON), "Alice is not connected");
    await(world.time().runUntil(() -> alice().heard() && bob().heard(), SOON), "nobody is heard");
  }

  /** The same, and messages have fates from now on. */
  void beginTalking(CallMode mode) {
    talk(mode);
    begin();
  }

  private static void await(boolean done, String otherwise) {
    if (!done) {
      throw new IllegalStateException(otherwise);
    }
  }

  /** Runs without a look: nothing has a fate yet. */
  void rest(Duration span) {
    world.run(span);
  }

  void watch(Duration span) {
    world.time().runUntil(this::looksWrong, span);
  }

  void settle() {
    watch(SETTLED);
  }

  private boolean looksWrong() {
    if (problem.isPresent()) {
      return true;
    }
    for (int i = 0; i < reactions.size(); i++) { // a reaction may add another
      reactions.get(i).run();
    }
    require(bobs.size() == 1 || speaking(alice()) <= 1, "Alice speaks to two devices");
    require(bobs.stream().filter(VirtualDevice::heard).count() <= 1, "two of Bob's devices hear");
    require(fastAllowed || everyone().noneMatch(Stage::speaksInFast), "Fast without a yes");
    return problem.isPresent();
  }

  private static long speaking(VirtualDevice device) {
    return device.media().sessions().stream().filter(VirtualSession::speaks).count();
  }

  private static boolean speaksInFast(VirtualDevice device) {
    return device.media().sessions().stream().anyMatch(open -> open.speaks() && open.isFast());
  }

  /** The first thing that does not hold is what the run is about. */
  void require(boolean holds, String otherwise) {
    if (!holds && problem.isEmpty()) {
      problem = Optional.of(otherwise);
    }
  }

  /** As {@link #require}, where no message was lost or held. */
  void requireIfGentle(boolean holds, String otherwise) {
    require(holds || !fates.gentle(), otherwise);
  }

  Optional<String> problem() {
    return problem;
  }

  /** True if somebody talks; then two do, and agree on everything. */
  boolean talks() {
    List<VirtualDevice> here = connected(alices);
    List<VirtualDevice> there = connected(bobs);
    if (here.isEmpty() && there.isEmpty()) {
      return false;
    }
    require(here.size() == 1 && there.size() == 1, "one talks and the other does not");
    if (here.size() != 1 || there.size() != 1) {
      return true;
    }
    VirtualDevice one = here.get(0);
    VirtualDevice other = there.get(0);
    require(mode(one) == mode(other), "the modes differ");
    require(call(one).media() == call(other).media(), "the media differ");
    require(call(one).video().isAgreed() == call(other).video().isAgreed(), "video at one side");
    require(one.heard() && other.heard(), "one is not heard");
    for (VirtualDevice each : List.of(one, other)) {
      List<VirtualSession> open = open(each);
      require(open.size() == 1, "more or fewer connections than one");
      require(
          open.stream().allMatch(s -> s.isFast() == (mode(each) == CallMode.FAST)),
          "a connection of another mode");
      require(call(each).switching().isEmpty(), "a switch is under way for ever");
      require(call(each).requested().isEmpty(), "a question stays for ever");
    }
    return true;
  }

  /** Of Bob's devices at most one goes on; the others know why they stopped. */
  void othersWereToldOfTheAnswer() {
    for (VirtualDevice bob : bobs) {
      require(
          bob.is(Phase.CONNECTED)
              || bob.last().end().equals(Optional.of(EndReason.ACCEPTED_ELSEWHERE)),
          "a device was not told that another one answered");
    }
  }

  private static List<VirtualDevice> connected(List<VirtualDevice> devices) {
    return devices.stream().filter(device -> device.is(Phase.CONNECTED)).toList();
  }

  private static List<VirtualSession> open(VirtualDevice device) {
    return device.media().sessions().stream().filter(session -> !session.isReleased()).toList();
  }

  static CallSnapshot call(VirtualDevice device) {
    return device.live().orElseThrow();
  }

  static CallMode mode(VirtualDevice device) {
    return call(device).mode();
  }

  /** How often keys were changed there. */
  static long epochs(VirtualDevice device) {
    return device.traces().stream().filter(trace -> trace.code() == TraceCode.REKEYED).count();
  }

  /** Everyone hangs up; then nothing of a call is left anywhere. */
  void end() {
    everyone().forEach(VirtualDevice::hangup);
    watch(SETTLED);
    for (VirtualDevice device : everyone().toList()) {
      for (CallSnapshot call : device.calls()) {
        require(call.phase() == Phase.ENDED, "a call goes on after it was ended");
        require(call.keysDestroyed() && call.engineReleased(), "keys or an engine are left");
        require(call.receipt().packetsOutsidePolicy() == 0, "packets outside the policy");
      }
      require(!device.speaks(), "a microphone is open after the end");
    }
    require(world.media().running() == 0, "a media session is left");
    require(world.relays().tunnelsOpenNow() == 0, "a tunnel is left");
  }
}
