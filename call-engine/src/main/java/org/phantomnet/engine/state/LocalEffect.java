package org.phantomnet.engine.state;

import java.time.Duration;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.protocol.id.UserAddress;

/** Something to do on this device only. */
public sealed interface LocalEffect extends CallEffect {
  record StartTimer(CallRef call, TimerKind kind, Duration delay) implements LocalEffect {}

  record CancelTimer(CallRef call, TimerKind kind) implements LocalEffect {}

  record CancelTimers(CallRef call) implements LocalEffect {}

  /** Asks for one automatic reply to the contact; {@code ReplyPermitDecided} comes back. */
  record TakeReply(CallRef call, UserAddress contact) implements LocalEffect {
    @Override
    public String toString() {
      return "TakeReply";
    }
  }

  /** An offer is dropped without a word. */
  record DropOffer(CallRef call) implements LocalEffect {}

  /** Writes the call's history entry with its receipt. */
  record RecordHistory(CallRef call, EndReason reason, Duration talked) implements LocalEffect {}
}
