package org.phantomnet.engine.state;

import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.MediaSession.FailureReason;

/** What a connection lacks that was up before. */
public enum Loss {
  /** Packets stopped. */
  INTERRUPTED(EndReason.RECONNECT_TIMEOUT),
  /** The own relay is silent or gone. */
  RELAY(EndReason.RELAY_LOST),
  BOTH(EndReason.RELAY_LOST);

  private final EndReason reason;

  Loss(EndReason reason) {
    this.reason = reason;
  }

  /** Why the call ends if nothing else is there in time. */
  EndReason reason() {
    return reason;
  }

  Loss and(Loss other) {
    return this == other ? this : BOTH;
  }

  /** Empty if the event is no such loss. */
  static Optional<Loss> of(CallEvent event) {
    if (event instanceof PathEvent.RelaySilent || event instanceof PathEvent.RelayLost) {
      return Optional.of(RELAY);
    }
    boolean transport =
        event instanceof PathEvent.EngineFailed failed
            && (failed.reason() == FailureReason.ICE_FAILED
                || failed.reason() == FailureReason.DTLS_FAILED);
    return transport || event instanceof PathEvent.TransportInterrupted
        ? Optional.of(INTERRUPTED)
        : Optional.empty();
  }
}
