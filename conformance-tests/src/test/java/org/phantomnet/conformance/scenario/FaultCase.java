package org.phantomnet.conformance.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.signal.CallMode;

/**
 * A fault at one side in one phase of a call: what {@link FaultScenarioTest} runs, and
 * docs/coverage.md says.
 *
 * @param phase of the side that it strikes
 * @param caller whether that is the caller
 */
record FaultCase(CallMode mode, Phase phase, boolean caller, Fault fault) {
  enum Fault {
    RELAY_SILENT,
    RELAY_LOST,
    ENGINE_DIES,
    PACKETS_STOP,
    NETWORK_CHANGES,
    PROCESS_KILLED,
    /** The other side's. */
    IDENTITY_CHANGES;

    private boolean isOfTheConnection() {
      return Set.of(RELAY_SILENT, RELAY_LOST, PACKETS_STOP, NETWORK_CHANGES).contains(this);
    }
  }

  private boolean exists() {
    boolean hasPath = mode == CallMode.PRIVATE || phase != Phase.RINGING;
    return switch (fault) {
      case RELAY_SILENT, RELAY_LOST, PROCESS_KILLED -> true;
      case ENGINE_DIES, NETWORK_CHANGES -> hasPath;
      case PACKETS_STOP ->
          phase == Phase.CONNECTED || mode == CallMode.PRIVATE && connectsWhileRinging();
      case IDENTITY_CHANGES -> phase != Phase.DIALING;
    };
  }

  private boolean connectsWhileRinging() {
    return phase == Phase.REMOTE_RINGING || phase == Phase.RINGING;
  }

  /** Both talk, and what the fault takes away can be made anew (CALL-50). */
  boolean goesOn() {
    return Set.of(Phase.CONNECTED, Phase.RECONNECTING).contains(phase) && fault.isOfTheConnection();
  }

  static List<FaultCase> all() {
    List<FaultCase> all = new ArrayList<>();
    for (CallMode mode : List.of(CallMode.FAST, CallMode.PRIVATE)) {
      for (Fault fault : Fault.values()) {
        for (Phase phase : List.of(Phase.CONNECTING, Phase.CONNECTED, Phase.RECONNECTING)) {
          all.add(new FaultCase(mode, phase, true, fault));
          all.add(new FaultCase(mode, phase, false, fault));
        }
        all.add(new FaultCase(mode, Phase.DIALING, true, fault));
        all.add(new FaultCase(mode, Phase.REMOTE_RINGING, true, fault));
        all.add(new FaultCase(mode, Phase.RINGING, false, fault));
      }
    }
    return all.stream().filter(FaultCase::exists).toList();
  }
}
