package org.phantomnet.desktop.client;

import org.phantomnet.desktop.ui.ModeWords;
import org.phantomnet.engine.api.CallSnapshot;
import org.phantomnet.engine.api.CallSnapshot.Phase;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.signal.CallMode;

/**
 * Why a call cannot be asked for another mode now, in words: the engine decides, but says nothing.
 * Stateless.
 */
public final class ModeSwitch {
  private ModeSwitch() {}

  /**
   * Of any mode; of the one in use too, which takes back what was asked for.
   *
   * @throws ClientException with what to do about it
   */
  public static void require(CallSnapshot call, CallMode to) throws ClientException {
    if (call.phase() == Phase.ENDED) {
      throw new ClientException("NO_CALL", ModeWords.NO_CALL_TO_SWITCH);
    }
    if (call.phase() != Phase.CONNECTED && call.phase() != Phase.RECONNECTING) {
      throw new ClientException("NOT_CONNECTED", ModeWords.NOT_CONNECTED_TO_SWITCH);
    }
    if (call.mode() == to && call.switching().isEmpty()) {
      throw new ClientException("SAME_MODE", ModeWords.inModeAlready(to));
    }
    if (to == CallMode.PARANOID) {
      throw new ClientException("MODE_NOT_BUILT", ModeWords.notBuilt(to));
    }
    if (call.switching().filter(to::equals).isPresent()) {
      throw new ClientException("SWITCHING_ALREADY", ModeWords.switching(call.mode(), to));
    }
  }

  /**
   * Of a weaker mode, as the person has set it for the contact.
   *
   * @throws ClientException with what to do about it
   */
  public static void requireAllowed(ContactPolicy policy, CallMode to) throws ClientException {
    if (policy.floor().isStricterThan(to)) {
      throw new ClientException("BELOW_FLOOR", ModeWords.belowFloor(policy.floor()));
    }
    if (policy.requirePq() && to == CallMode.FAST) {
      throw new ClientException("PQ_REQUIRED", ModeWords.classicalRefused(to));
    }
  }
}
