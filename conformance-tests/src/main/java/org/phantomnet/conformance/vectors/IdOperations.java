package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.function.Supplier;
import org.phantomnet.protocol.handshake.Party;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;

/** The ops of spec/01-identities.md. */
final class IdOperations {
  private static final String BAD_VALUE = "Malformed(BAD_VALUE)";
  private static final String BAD_LENGTH = "Malformed(BAD_LENGTH)";
  private static final DeviceAddress ANY_DEVICE =
      new DeviceAddress(UserAddress.parse("alice@mail.example"), 1, 1);

  private IdOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "parse_user_address", IdOperations::userAddress,
        "parse_device_address", IdOperations::deviceAddress,
        "parse_call_id", IdOperations::callId,
        "parse_identity", IdOperations::identity);
  }

  private static ObjectNode userAddress(Input input) throws Refused {
    String text = input.text("text");
    UserAddress user = refusing(BAD_VALUE, () -> UserAddress.parse(text));
    return Json.object().put("name", user.name()).put("mailbox", user.mailbox());
  }

  private static ObjectNode deviceAddress(Input input) throws Refused {
    String user = input.text("user");
    int device = input.number("device");
    int registrationId = input.number("registration_id");
    return Records.toJson(
        refusing(
            BAD_VALUE, () -> new DeviceAddress(UserAddress.parse(user), device, registrationId)));
  }

  private static ObjectNode callId(Input input) throws Refused {
    CallId id = refusing(BAD_LENGTH, () -> new CallId(input.bytes("bytes")));
    return Json.object().put("call_id", Json.hex(id.value()));
  }

  private static ObjectNode identity(Input input) throws Refused {
    Party party = refusing(BAD_LENGTH, () -> new Party(ANY_DEVICE, input.bytes("bytes")));
    return Json.object().put("identity", Json.hex(party.identity()));
  }

  /** These values refuse what they cannot be; only a decoder gives that a name of the spec. */
  private static <T> T refusing(String error, Supplier<T> value) throws Refused {
    try {
      return value.get();
    } catch (IllegalArgumentException refused) {
      throw new Refused(error);
    }
  }
}
