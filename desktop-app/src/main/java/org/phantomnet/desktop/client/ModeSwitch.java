package org.phantomnet.desktop.client;

import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.protocol.signal.CallMode;

/** Whether a call can be asked for another mode now, and if not, why: the one place. Stateless. */
public final class ModeSwitch {
  private ModeSwitch() {}

  /**
   * @throws ClientException with what to do about it
   */
  public static void require(CallSnapshot call, CallMode to) throws ClientException {
    if (call.phase() == Phase.ENDED) {
      throw new ClientException("NO_CALL", ModeWords.NO_CALL_TO_SWITCH);
    }
    if (call.phase() != Phase.CONNECTED && call.phase() != Phase.RECONNECTING) {
      throw new ClientException("NOT_CONNECTED", ModeWords.NOT_CONNECTED_TO_SWITCH);
    }
    if (call.mode().isStricterThan(to)) {
      throw new ClientException("WEAKER_MODE", ModeWords.NEVER_WEAKER);
    }
    if (call.mode() == to) {
      throw new ClientException("SAME_MODE", ModeWords.inModeAlready(to));
    }
    if (to == CallMode.PARANOID) {
      throw new ClientException("MODE_NOT_BUILT", ModeWords.notBuilt(to));
    }
    if (call.switching().filter(to::equals).isPresent()) {
      throw new ClientException("SWITCHING_ALREADY", ModeWords.switching(to));
    }
  }
}
