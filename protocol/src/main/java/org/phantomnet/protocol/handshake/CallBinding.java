package org.phantomnet.protocol.handshake;

import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.Label;
import org.phantomnet.protocol.crypto.LengthPrefixed;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMessage;

/**
 * What every key, MAC and proof of a call is bound to: the call, and both ends as the chat's
 * session authenticated them. Both sides must build it from what they know themselves, never from a
 * message alone. Immutable.
 */
public record CallBinding(CallId callId, Party caller, Party callee) {
  public Party party(Role role) {
    return role == Role.CALLER ? caller : callee;
  }

  /** Refuses an offer that names another call, caller or callee than this binding (KEY-5). */
  public void requireMatch(CallMessage.Offer offer) throws Unauthentic {
    requireMatch(offer.callId(), offer.caller(), offer.callee(), Role.CALLER);
  }

  /** Refuses an answer that names another call, caller or callee than this binding (KEY-5). */
  public void requireMatch(CallMessage.Answer answer) throws Unauthentic {
    requireMatch(answer.callId(), answer.caller(), answer.callee(), Role.CALLEE);
  }

  @Rule("KEY-5")
  private void requireMatch(
      CallId id, DeviceAddress namedCaller, DeviceAddress namedCallee, Role sender)
      throws Unauthentic {
    if (!id.equals(callId)) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_CALL);
    }
    boolean senderMatches =
        sender == Role.CALLER ? sameCaller(namedCaller) : sameCallee(namedCallee);
    if (!senderMatches) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_SENDER);
    }
    if (!sameCaller(namedCaller) || !sameCallee(namedCallee)) {
      throw new Unauthentic(Unauthentic.Reason.WRONG_RECIPIENT);
    }
  }

  private boolean sameCaller(DeviceAddress named) {
    return named.equals(caller.device());
  }

  private boolean sameCallee(DeviceAddress named) {
    return named.equals(callee.device());
  }

  /** The session hash: the two identities and the call. */
  @Rule("KEY-6")
  Bytes session() {
    Bytes a = caller.identity();
    Bytes b = callee.identity();
    boolean ordered = compareUnsigned(a, b) <= 0;
    Bytes conversation =
        LengthPrefixed.start(Label.CONVERSATION_V1)
            .lp(ordered ? a : b)
            .lp(ordered ? b : a)
            .sha256();
    return LengthPrefixed.start(Label.CALL_V1).fixed(conversation).fixed(callId.value()).sha256();
  }

  /** The context of every derived key: session, then both ends, caller first. */
  @Rule("KEY-7")
  Bytes context() {
    LengthPrefixed context = LengthPrefixed.start().fixed(session());
    append(context, caller);
    append(context, callee);
    return context.bytes();
  }

  private static void append(LengthPrefixed context, Party party) {
    DeviceAddress device = party.device();
    context
        .lp(device.user().text())
        .lp(party.identity())
        .u32(device.device())
        .u32(device.registrationId());
  }

  private static int compareUnsigned(Bytes a, Bytes b) {
    for (int i = 0; i < a.length(); i++) {
      int order = Integer.compare(a.at(i) & 0xff, b.at(i) & 0xff);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return "CallBinding";
  }
}
