package org.phantomnet.engine.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.state.Fixtures.BOB;
import static org.phantomnet.engine.state.Fixtures.BOBS_IDENTITY;
import static org.phantomnet.engine.state.Fixtures.MIDDLE;
import static org.phantomnet.engine.state.Fixtures.PLACED;
import static org.phantomnet.engine.state.Fixtures.TAKEN;
import static org.phantomnet.engine.state.Fixtures.facts;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.signal.CallMode;

/** What states, events and effects are called by, and that none of them can name a person. */
final class NamesTest {
  private static final List<CallState> STATES =
      List.of(
          Fixtures.dialing(),
          Fixtures.remoteRinging(),
          new Incoming(facts(TAKEN), 1, Incoming.Step.RING, Optional.empty(), false),
          Fixtures.ringing(),
          Fixtures.connecting(TAKEN),
          Fixtures.connected(PLACED),
          Fixtures.reconnecting(TAKEN),
          Fixtures.ended(PLACED));

  @Test
  void everyState_isFoundByItsCall_andKnowsItsFacts() {
    for (CallState state : STATES) {
      CallFacts facts = DeviceCalls.factsOf(state);
      DeviceCalls calls = DeviceCalls.NONE.with(state);

      assertSame(facts.call(), state.call());
      assertEquals(state, calls.state(state.call()));
      assertEquals(List.of(state), List.copyOf(calls.calls().values()));
      assertEquals(BOB, facts.contact());
    }
  }

  @Test
  void idleCall_hasNoFacts() {
    assertThrows(IllegalStateException.class, () -> DeviceCalls.factsOf(new Idle(TAKEN)));
  }

  @Test
  void everyCallButAnEndedOne_isLive() {
    for (CallState state : STATES) {
      assertEquals(!(state instanceof Ended), !DeviceCalls.NONE.with(state).live().isEmpty());
    }
  }

  @Test
  void legAtAStageItHasReached_isTheSameLeg() {
    Leg offered = Fixtures.leg(1, Leg.Stage.OFFERED);

    assertSame(offered, offered.at(Leg.Stage.OFFERED));
    assertSame(offered, offered.at(Leg.Stage.OPENING));
    assertTrue(offered.at(Leg.Stage.ANSWERED).answered());
  }

  @Test
  @Adversary("ADV-35")
  void text_ofStatesEventsAndEffects_namesNobody() {
    List<Object> all =
        List.of(
            PLACED,
            facts(PLACED),
            Fixtures.start(CallMode.PRIVATE, MIDDLE),
            Fixtures.offer(CallMode.PRIVATE, MIDDLE),
            new MessageEvent.NewerOfferReceived(
                TAKEN, 1, BOB, BOBS_IDENTITY, Duration.ZERO, false, Optional.empty()),
            new MessageEvent.StrayReceived(TAKEN, 1, BOB, Optional.empty()),
            new LocalEffect.TakeReply(TAKEN, BOB),
            new SendEffect.SendRestarted(TAKEN, 1, BOB));

    for (Object one : all) {
      String text = one.toString();
      assertTrue(text.startsWith(one.getClass().getSimpleName()), text);
      assertFalse(text.contains("bob"), text);
    }
    for (CallState state : STATES) {
      assertFalse(state.toString().contains("bob"), state.toString());
    }
  }
}
