package org.phantomnet.conformance.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.ModeWish;
import org.phantomnet.engine.state.Rekeying;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.testkit.VirtualDevice;
import org.phantomnet.testkit.VirtualStanding.Nat;

/** A wish for a weaker mode that the person thinks better of, or that the call does not allow. */
class TakingBackScenarioTest {
  private static final Duration A_MOMENT = Duration.ofSeconds(2);

  private final TwoPhones phones = TwoPhones.amongFour().behind(Nat.CONE, Nat.CONE).connected();

  private static CallSnapshot call(VirtualDevice device) {
    return device.live().orElseThrow();
  }

  private static void want(VirtualDevice device, CallMode mode) {
    device.engine().switchMode(call(device).call(), mode);
  }

  private void sayYes(VirtualDevice device) {
    device.engine().answerSwitch(call(device).call(), true);
  }

  private void asked(VirtualDevice who, VirtualDevice whom) {
    want(who, CallMode.FAST);
    phones.run(A_MOMENT);
    assertEquals(Optional.of(CallMode.FAST), call(whom).requested());
  }

  private void assertBothIn(CallMode mode) {
    for (VirtualDevice device : List.of(phones.alice, phones.bob)) {
      assertEquals(mode, call(device).mode());
      assertEquals(Optional.empty(), call(device).switching());
      assertEquals(Optional.empty(), call(device).requested());
      assertEquals(Optional.empty(), call(device).wish());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers("CALL-91")
  void wish_takenBackUnanswered_isGoneAtBoth_andALaterYesIsNone(boolean caller) {
    VirtualDevice one = caller ? phones.alice : phones.bob;
    VirtualDevice other = caller ? phones.bob : phones.alice;
    asked(one, other);

    want(one, CallMode.PRIVATE);
    assertEquals(Optional.of(CallMode.FAST), call(one).switching());
    phones.run(A_MOMENT);
    assertBothIn(CallMode.PRIVATE);
    sayYes(other);
    phones.run(Duration.ofMinutes(1));

    assertBothIn(CallMode.PRIVATE);
    assertEquals(1, call(one).connections());
  }

  /** The two cross: the yes has opened keys at the other side, and counts. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Covers("CALL-91")
  @Adversary("ADV-20")
  void wish_takenBackAsTheYesLeaves_isTheModeOfBoth(boolean answerIsLost) {
    asked(phones.alice, phones.bob);

    sayYes(phones.bob);
    want(phones.alice, CallMode.PRIVATE);
    if (answerIsLost) {
      phones.world.channels().deliverOnly(said -> said.type() != MessageType.MODE_SWITCH_ACK);
      phones.run(A_MOMENT);
      assertEquals(Optional.of(ModeWish.TAKING_BACK), call(phones.alice).wish());
      phones.world.channels().deliverOnly(said -> true);
    }
    phones.run(Rekeying.RETRY.plusSeconds(5));

    assertBothIn(CallMode.FAST);
  }

  /** Neither the request nor what takes it back came: both are said again, and nobody is asked. */
  @Test
  @Covers("CALL-91")
  void wish_takenBackThatTheOtherSideNeverHeardOf_isRefusedWithoutAQuestion() {
    phones.world.channels().deliverOnly(said -> false);
    want(phones.alice, CallMode.FAST);
    phones.run(A_MOMENT);
    want(phones.alice, CallMode.PRIVATE);
    phones.run(A_MOMENT);
    phones.world.channels().deliverOnly(said -> true);

    phones.run(Rekeying.RETRY.plusSeconds(5));

    assertBothIn(CallMode.PRIVATE);
    assertTrue(phones.bob.screen().stream().allMatch(shown -> shown.requested().isEmpty()));
  }

  /** What was wanted is no approval any more of what the other side asks for. */
  @Test
  @Covers({"CALL-91", "CALL-66"})
  @Adversary("ADV-20")
  void otherSidesWish_afterOneThatWasTakenBack_isAskedFor() {
    phones.world.channels().deliverOnly(said -> said.from().equals(phones.alice.self()));
    want(phones.bob, CallMode.FAST);
    phones.run(A_MOMENT);
    want(phones.bob, CallMode.PRIVATE);
    phones.world.channels().deliverOnly(said -> true);
    want(phones.alice, CallMode.FAST);
    phones.run(A_MOMENT.plus(Rekeying.RETRY));

    assertEquals(Optional.empty(), call(phones.bob).switching(), "what he took back is refused");
    assertEquals(Optional.of(CallMode.FAST), call(phones.bob).requested());
    assertEquals(CallMode.PRIVATE, call(phones.bob).mode());
    phones.bob.engine().answerSwitch(call(phones.bob).call(), false);
    phones.run(Duration.ofMinutes(1));
    assertBothIn(CallMode.PRIVATE);
  }

  @Test
  @Covers("CALL-67")
  @Adversary("ADV-56")
  void wish_beyondWhatACallAllows_isShownToBeNone() {
    asked(phones.alice, phones.bob);
    phones.bob.engine().answerSwitch(call(phones.bob).call(), false);
    phones.run(A_MOMENT);
    assertBothIn(CallMode.PRIVATE);

    want(phones.alice, CallMode.FAST);
    phones.run(A_MOMENT);

    assertEquals(Optional.of(ModeWish.TOO_OFTEN), call(phones.alice).wish());
    assertEquals(Optional.empty(), call(phones.alice).switching());
    assertEquals(1, phones.world.channels().sent(MessageType.MODE_SWITCH_REQUEST).size());
  }
}
