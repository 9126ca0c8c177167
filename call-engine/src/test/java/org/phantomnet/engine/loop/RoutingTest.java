package org.phantomnet.engine.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;

class RoutingTest {
  private static final CallId ID = new CallId(Bytes.copyOf(new byte[CallId.LENGTH]));
  private static final CallRef PLACED = new CallRef(ID, Role.CALLER);
  private static final CallRef TAKEN = new CallRef(ID, Role.CALLEE);

  @Test
  @Covers("CALL-26")
  @Adversary("ADV-01")
  void calleesMessages_goToPlacedCallsOnly_andCallersToTakenOnes() {
    assertEquals(List.of(PLACED), Routing.calls(new CallMessage.Accept(ID)));
    assertEquals(List.of(PLACED), Routing.calls(new CallMessage.Ring(ID)));
    assertEquals(
        List.of(PLACED),
        Routing.calls(new CallMessage.Decline(ID, DeclineReason.BUSY, Optional.empty())));
    assertEquals(List.of(TAKEN), Routing.calls(new CallMessage.Selected(ID)));
    assertEquals(
        List.of(TAKEN), Routing.calls(new CallMessage.Confirm(ID, Bytes.copyOf(new byte[32]))));
  }

  @Test
  @Covers("CALL-26")
  void hangup_mayBelongToEither() {
    assertEquals(
        List.of(PLACED, TAKEN), Routing.calls(new CallMessage.Hangup(ID, HangupReason.NORMAL)));
  }

  @Test
  @Covers("CALL-19")
  void hangup_ofAnUnknownCall_isNoReasonToAnswer() {
    assertFalse(Routing.needsCall(new CallMessage.Hangup(ID, HangupReason.RESTARTED)));
    assertFalse(
        Routing.needsCall(new CallMessage.Decline(ID, DeclineReason.BUSY, Optional.empty())));
  }
}
