package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.People;
import org.phantomnet.testkit.TestKeys;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualSession;
import org.phantomnet.testkit.VirtualStanding;

/**
 * Each fault, at either side, at each moment of a call, in each mode. The other tests say exactly
 * what becomes of some of these; this one leaves none out.
 */
class FaultScenarioTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private static boolean hasSession(VirtualDevice device) {
    return !device.media().sessions().isEmpty();
  }

  private static VirtualSession session(VirtualDevice device) {
    List<VirtualSession> all = device.media().sessions();
    return all.get(all.size() - 1);
  }

  /** Brings the call to where that device is in that phase. */
  private static void reach(TwoPhones phones, VirtualDevice device, FaultCase one) {
    phones.alice.call(People.BOB, one.mode());
    if (one.phase() != Phase.DIALING && one.phase() != Phase.REMOTE_RINGING) {
      assertTrue(phones.bob.reaches(Phase.RINGING, SOON));
    }
    if (Set.of(Phase.CONNECTING, Phase.CONNECTED, Phase.RECONNECTING).contains(one.phase())) {
      phones.bob.answer();
    }
    if (one.phase() == Phase.RECONNECTING) {
      assertTrue(phones.alice.reaches(Phase.CONNECTED, SOON));
      assertTrue(phones.bob.reaches(Phase.CONNECTED, SOON));
      phones.run(Duration.ofSeconds(1));
      session(device).interrupt();
    }
    assertTrue(device.reaches(one.phase(), SOON), "never " + one.phase());
    if (one.phase() == Phase.CONNECTED) {
      assertTrue(phones.world.time().runUntil(() -> session(device).heard(), SOON));
    }
  }

  private static void strike(TwoPhones phones, VirtualDevice device, FaultCase.Fault fault) {
    VirtualDevice other = device == phones.alice ? phones.bob : phones.alice;
    switch (fault) {
      case RELAY_SILENT -> phones.world.relays().silence(device.guards().get(0));
      case RELAY_LOST -> phones.world.relays().kill(device.guards().get(0));
      case ENGINE_DIES -> {
        assertTrue(phones.world.time().runUntil(() -> hasSession(device), SOON));
        session(device).die();
      }
      case PACKETS_STOP -> {
        assertTrue(
            phones.world.time().runUntil(() -> hasSession(device) && session(device).isUp(), SOON));
        session(device).interrupt();
      }
      case NETWORK_CHANGES -> device.move(VirtualStanding.behind(VirtualStanding.Nat.CONE, 88));
      case PROCESS_KILLED -> {
        device.kill();
        phones.run(Duration.ofSeconds(10));
        device.revive();
      }
      case IDENTITY_CHANGES -> {
        other.channel().changeIdentity(TestKeys.identity(77));
        other.hangup();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.phantomnet.conformance.scenario.FaultCase#all")
  @Covers({"CALL-7", "CALL-10", "CALL-15", "CALL-20", "CALL-50"})
  @Adversary({"ADV-38", "ADV-39", "ADV-56"})
  void fault_atAnyMoment_isOutlivedOrEndsBothSides(FaultCase one) {
    TwoPhones phones = TwoPhones.amongFour();
    VirtualDevice device = one.caller() ? phones.alice : phones.bob;
    reach(phones, device, one);

    strike(phones, device, one.fault());
    phones.run(TwoPhones.EVERYTHING);

    assertEquals(phones.alice.live().isPresent(), phones.bob.live().isPresent(), "one is left");
    if (one.goesOn()) {
      assertTrue(phones.alice.is(Phase.CONNECTED) && phones.bob.is(Phase.CONNECTED));
      assertTrue(session(phones.alice).isUp() && session(phones.bob).isUp());
    } else if (one.fault() == FaultCase.Fault.IDENTITY_CHANGES) {
      assertEquals(EndReason.IDENTITY_CHANGED, device.last().end().orElseThrow());
    } else if (one.fault() == FaultCase.Fault.ENGINE_DIES) {
      assertEquals(EndReason.ENGINE_DIED, device.last().end().orElseThrow());
    } else if (one.fault() == FaultCase.Fault.PROCESS_KILLED) {
      assertTrue(phones.alice.live().isEmpty());
    }
    for (VirtualDevice each : List.of(phones.alice, phones.bob)) {
      assertTrue(each.screen().stream().map(CallSnapshot::mode).allMatch(one.mode()::equals));
    }
    phones.alice.hangup();
    phones.assertEverythingIsGone();
  }
}
