package org.phantomnet.engine.state;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.DeclineReason;
import org.phantomnet.protocol.signal.HangupReason;
import org.phantomnet.protocol.signal.MoveRefusal;

/** A message to one device of the peer. */
public sealed interface SendEffect extends CallEffect {
  int device();

  record SendOffer(CallRef call, int device) implements SendEffect {}

  record SendRing(CallRef call, int device) implements SendEffect {}

  /** Also makes the call's keys. */
  record SendAnswer(CallRef call, int device) implements SendEffect {}

  record SendConfirm(CallRef call, int device) implements SendEffect {}

  record SendAccept(CallRef call, int device) implements SendEffect {}

  /** Fast: the own candidates that were found and did not leave yet. */
  record SendCandidates(CallRef call, int device) implements SendEffect {}

  /** UPDATE: asks for a new connection beside the one in use. */
  record SendUpdate(CallRef call, int device) implements SendEffect {}

  /** UPDATE: the own part of what the peer asked for. */
  record SendUpdateReply(CallRef call, int device) implements SendEffect {}

  record SendDecline(CallRef call, int device, DeclineReason reason, Optional<CallMode> required)
      implements SendEffect {}

  record SendSelected(CallRef call, int device) implements SendEffect {}

  record SendHangup(CallRef call, int device, HangupReason reason) implements SendEffect {}

  /** HANGUP(RESTARTED) for a call this device does not know; counts as an automatic reply. */
  record SendRestarted(CallRef call, int device, UserAddress contact) implements SendEffect {
    @Override
    public String toString() {
      return "SendRestarted";
    }
  }

  record SendNonceChallenge(CallRef call, int device) implements SendEffect {}

  record SendNonceResponse(CallRef call, int device, Bytes nonce) implements SendEffect {}

  /**
   * Refuses a change of mode.
   *
   * @param name what names the request that is refused
   */
  record RefuseModeSwitch(CallRef call, int device, int epoch, CallMode to, Bytes name)
      implements SendEffect {}

  /** Refuses a change of media. */
  record RefuseMedia(CallRef call, int device, int sequence) implements SendEffect {}

  /** Says that the call does not move to the device that was asked for last. */
  record RefuseMove(CallRef call, int device, MoveRefusal refusal) implements SendEffect {}
}
