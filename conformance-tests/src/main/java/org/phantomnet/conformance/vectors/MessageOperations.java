package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

/** The ops of spec/02-messages.md. */
final class MessageOperations {
  private static final String TYPE = "type";

  private MessageOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "encode_core", MessageOperations::encodeCore,
        "decode_core", MessageOperations::decodeCore,
        "encode_sealed", MessageOperations::encodeSealed,
        "decode_sealed", MessageOperations::decodeSealed,
        "may_send", MessageOperations::maySend);
  }

  private static ObjectNode encodeCore(Input input) {
    ObjectNode fields = input.object("message").node().deepCopy();
    MessageType type = input.object("message").oneOf(MessageType.class, TYPE);
    fields.remove(TYPE);
    CallMessage message = (CallMessage) Records.fromJson(recordOf(type), fields);
    return Json.object().put("core", Json.hex(SignalCodec.encodeCore(message)));
  }

  private static ObjectNode decodeCore(Input input) throws ProtocolException {
    MessageType type = input.oneOf(MessageType.class, TYPE);
    CallMessage message = SignalCodec.decodeCore(type, input.runs("core"));
    ObjectNode fields = Json.object().put(TYPE, message.type().name());
    fields.setAll(Records.toJson((Record) message));
    return message(fields);
  }

  private static ObjectNode encodeSealed(Input input) {
    SealedCall sealed = Records.fromJson(SealedCall.class, input.object("message").node());
    return Json.object().put("sealed", Json.hex(SignalCodec.encode(sealed)));
  }

  private static ObjectNode decodeSealed(Input input) throws ProtocolException {
    return message(Records.toJson(SignalCodec.decode(input.runs("sealed"))));
  }

  private static ObjectNode maySend(Input input) {
    boolean sends = input.oneOf(Role.class, "role").sends(input.oneOf(MessageType.class, TYPE));
    return Json.object().put("sends", sends);
  }

  private static ObjectNode message(ObjectNode fields) {
    ObjectNode output = Json.object();
    output.set("message", fields);
    return output;
  }

  private static Class<? extends Record> recordOf(MessageType type) {
    return switch (type) {
      case OFFER -> CallMessage.Offer.class;
      case RING -> CallMessage.Ring.class;
      case ANSWER -> CallMessage.Answer.class;
      case CONFIRM -> CallMessage.Confirm.class;
      case CANDIDATE -> CallMessage.Candidates.class;
      case ACCEPT -> CallMessage.Accept.class;
      case DECLINE -> CallMessage.Decline.class;
      case SELECTED -> CallMessage.Selected.class;
      case REKEY -> CallMessage.Rekey.class;
      case MODE_SWITCH_REQUEST -> CallMessage.ModeSwitchRequest.class;
      case MODE_SWITCH_ACK -> CallMessage.ModeSwitchAck.class;
      case UPDATE -> CallMessage.Update.class;
      case MEDIA_REQUEST -> CallMessage.MediaRequest.class;
      case MEDIA_ACK -> CallMessage.MediaAck.class;
      case MOVE -> CallMessage.Move.class;
      case HANGUP -> CallMessage.Hangup.class;
      case NONCE_CHALLENGE -> CallMessage.NonceChallenge.class;
      case NONCE_RESPONSE -> CallMessage.NonceResponse.class;
    };
  }
}
