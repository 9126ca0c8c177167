package org.phantomnet.engine.loop;

import java.util.List;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.engine.state.MessageEvent;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;

/** Which message belongs to which side of which call, and which event it becomes. */
final class Routing {
  private Routing() {}

  /**
   * The calls a message can belong to: what only a callee says goes to a call placed here and to no
   * other, so nothing meant for a caller ever reaches a callee's call, nor the other way round
   * (CALL-26).
   */
  @Rule("CALL-26")
  static List<CallRef> calls(CallMessage message) {
    CallRef placed = new CallRef(message.callId(), Role.CALLER);
    CallRef taken = new CallRef(message.callId(), Role.CALLEE);
    return switch (message.type()) {
      case RING, ANSWER, ACCEPT, DECLINE, NONCE_CHALLENGE -> List.of(placed);
      case OFFER, CONFIRM, SELECTED, NONCE_RESPONSE -> List.of(taken);
      case CANDIDATE,
          REKEY,
          MODE_SWITCH_REQUEST,
          MODE_SWITCH_ACK,
          UPDATE,
          MEDIA_REQUEST,
          MEDIA_ACK,
          MOVE,
          HANGUP ->
          List.of(placed, taken);
    };
  }

  static boolean mayOvertakeOffer(CallMessage message) {
    return message instanceof CallMessage.Candidates || message instanceof CallMessage.Hangup;
  }

  /**
   * True for what nobody sends without a call: getting it for an unknown one means that this device
   * forgot it.
   */
  static boolean needsCall(CallMessage message) {
    return switch (message.type()) {
      case RING,
          ANSWER,
          ACCEPT,
          CONFIRM,
          SELECTED,
          REKEY,
          MODE_SWITCH_REQUEST,
          UPDATE,
          MEDIA_REQUEST,
          MOVE ->
          true;
      case OFFER,
          CANDIDATE,
          DECLINE,
          HANGUP,
          MODE_SWITCH_ACK,
          MEDIA_ACK,
          NONCE_CHALLENGE,
          NONCE_RESPONSE ->
          false;
    };
  }

  /**
   * The event of a message that was found good; offers, answers, moves and requests for another
   * mode have their own way.
   */
  static MessageEvent event(CallMessage message, CallRef call, int device) {
    if (message instanceof CallMessage.Ring) {
      return new MessageEvent.RingReceived(call, device);
    } else if (message instanceof CallMessage.Confirm) {
      return new MessageEvent.ConfirmReceived(call, device);
    } else if (message instanceof CallMessage.Candidates) {
      return new MessageEvent.CandidatesReceived(call, device);
    } else if (message instanceof CallMessage.Accept) {
      return new MessageEvent.AcceptReceived(call, device);
    } else if (message instanceof CallMessage.Decline decline) {
      return new MessageEvent.DeclineReceived(call, device, decline.reason(), decline.required());
    } else if (message instanceof CallMessage.Selected) {
      return new MessageEvent.SelectedReceived(call, device);
    } else if (message instanceof CallMessage.Rekey) {
      return new MessageEvent.RekeyReceived(call, device);
    } else if (message instanceof CallMessage.ModeSwitchAck ack) {
      return new MessageEvent.ModeSwitchAckReceived(call, device, ack.approved());
    } else if (message instanceof CallMessage.Update update) {
      return new MessageEvent.UpdateReceived(call, device, update.reply());
    } else if (message instanceof CallMessage.MediaRequest request) {
      return new MessageEvent.MediaRequestReceived(call, device, request.sequence());
    } else if (message instanceof CallMessage.MediaAck ack) {
      return new MessageEvent.MediaAckReceived(call, device, ack.approved());
    } else if (message instanceof CallMessage.Hangup hangup) {
      return new MessageEvent.HangupReceived(call, device, hangup.reason());
    } else if (message instanceof CallMessage.NonceChallenge challenge) {
      return new MessageEvent.NonceChallengeReceived(call, device, challenge.nonce());
    } else if (message instanceof CallMessage.NonceResponse) {
      return new MessageEvent.NonceResponseReceived(call, device);
    }
    throw new IllegalStateException("checked elsewhere");
  }
}
