package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.EarlyKeys;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/** The ops of message MACs and key confirmations (SIG-11 to SIG-13, KEY-12). */
final class MacOperations {
  private static final String GOOD = "VALID";

  private MacOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "early_mac", MacOperations::earlyMac,
        "check_early_mac", MacOperations::checkEarlyMac,
        "policy_macs", MacOperations::policyMacs,
        "check_policy_macs", MacOperations::checkPolicyMacs,
        "check_confirmation", MacOperations::checkConfirmation);
  }

  private static ObjectNode earlyMac(Input input) {
    try (EarlyKeys keys = early(input)) {
      Bytes mac =
          keys.mac(sender(input), type(input), input.longNumber("counter"), input.bytes("core"));
      return Json.object().put("mac", Json.hex(mac));
    }
  }

  private static ObjectNode checkEarlyMac(Input input) throws ProtocolException {
    try (EarlyKeys keys = early(input)) {
      keys.verify(sender(input), sealed(input));
      return Json.object();
    }
  }

  private static ObjectNode policyMacs(Input input) throws ProtocolException {
    try (CallKeys keys = KeyOperations.opened(input)) {
      ObjectNode output = Json.object();
      ArrayNode macs = output.putArray("macs");
      for (Input message : input.objects("messages")) {
        Bytes mac =
            keys.mac(
                sender(message),
                type(message),
                message.number("epoch"),
                message.longNumber("counter"),
                message.bytes("core"));
        macs.add(Json.hex(mac));
      }
      return output;
    }
  }

  private static ObjectNode checkPolicyMacs(Input input) throws ProtocolException {
    try (CallKeys keys = KeyOperations.opened(input)) {
      ObjectNode output = Json.object();
      ArrayNode verdicts = output.putArray("verdicts");
      for (Input message : input.objects("messages")) {
        verdicts.add(verdict(keys, message));
      }
      return output;
    }
  }

  private static String verdict(CallKeys keys, Input message) {
    try {
      keys.verify(sender(message), sealed(message));
      return GOOD;
    } catch (ProtocolException refused) {
      return UnderTest.nameOf(refused);
    }
  }

  private static ObjectNode checkConfirmation(Input input) throws ProtocolException {
    try (CallKeys keys = Agreement.first(input)) {
      keys.verifyConfirm(input.oneOf(Role.class, "by"), input.bytes("confirmation"));
      return Json.object();
    }
  }

  private static EarlyKeys early(Input input) {
    return EarlyKeys.derive(CallInput.binding(input), input.bytes("caller_secret"));
  }

  private static Role sender(Input message) {
    return message.oneOf(Role.class, "sender");
  }

  private static MessageType type(Input message) {
    return message.oneOf(MessageType.class, "type");
  }

  /** An answer's confirmation stands beside its MAC and is not checked here. */
  private static SealedCall sealed(Input message) {
    MessageType type = type(message);
    int confirm = type == MessageType.ANSWER ? CallMessage.CONFIRM_LENGTH : 0;
    return new SealedCall(
        type,
        message.number("epoch"),
        message.longNumber("counter"),
        message.bytes("core"),
        Bytes.copyOf(new byte[confirm]),
        message.bytes("mac"));
  }
}
