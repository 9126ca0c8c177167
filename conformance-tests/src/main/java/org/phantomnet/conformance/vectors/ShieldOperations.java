package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Map;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.shield.ShieldReceiver;
import org.phantomnet.protocol.shield.ShieldSender;
import org.phantomnet.protocol.shield.ShieldedMessage;

/** The ops of the media shield (spec/20-shield.md). */
final class ShieldOperations {
  private ShieldOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "shield_seal", ShieldOperations::seal,
        "shield_open", ShieldOperations::open,
        "shield_message", ShieldOperations::message,
        "shield_is_message", ShieldOperations::isMessage);
  }

  private static ObjectNode seal(Input input) throws Refused {
    ObjectNode output = Json.object();
    ArrayNode shown = output.putArray("sealed");
    try (ShieldSender sender = new ShieldSender();
        SecretKey key = SecretKey.of(input.bytes("key"))) {
      sender.use(input.number("epoch"), key);
      for (Bytes packet : input.byteStrings("packets")) {
        byte[] plain = packet.toByteArray();
        byte[] sealed = new byte[plain.length + ShieldSender.OVERHEAD];
        if (sender.seal(plain, 0, plain.length, sealed, 0) == ShieldSender.REFUSED) {
          throw new Refused("Malformed(TOO_SHORT)");
        }
        shown.add(Json.hex(sealed));
      }
    }
    return output;
  }

  private static ObjectNode open(Input input) {
    ObjectNode output = Json.object();
    ArrayNode shown = output.putArray("opened");
    try (ShieldReceiver receiver = new ShieldReceiver()) {
      for (Input epoch : input.objects("epochs")) {
        try (SecretKey key = SecretKey.of(epoch.bytes("key"))) {
          receiver.hold(epoch.number("epoch"), key);
        }
      }
      for (Bytes packet : input.byteStrings("sealed")) {
        byte[] sealed = packet.toByteArray();
        byte[] plain = new byte[sealed.length];
        ShieldReceiver.Verdict verdict = receiver.open(sealed, 0, sealed.length, plain, 0);
        if (verdict == ShieldReceiver.Verdict.OPENED) {
          shown
              .addObject()
              .put("packet", Json.hex(Arrays.copyOf(plain, sealed.length - ShieldSender.OVERHEAD)));
        } else {
          shown.addObject().put("error", error(verdict));
        }
      }
    }
    return output;
  }

  private static ObjectNode message(Input input) {
    byte[] payload = ShieldedMessage.of(input.bytes("message"));
    return Json.object().put("payload", Json.hex(payload));
  }

  private static ObjectNode isMessage(Input input) {
    byte[] payload = input.bytes("payload").toByteArray();
    return Json.object().put("is_message", ShieldedMessage.is(payload, 0, payload.length));
  }

  private static String error(ShieldReceiver.Verdict verdict) {
    return switch (verdict) {
      case TOO_SHORT -> "Malformed(TOO_SHORT)";
      case WRONG_EPOCH -> "Unauthentic(WRONG_EPOCH)";
      case REPLAYED -> "Unauthentic(REPLAYED)";
      case FORGED -> "Unauthentic(BAD_MAC)";
      case OPENED -> throw new IllegalArgumentException("opened");
    };
  }
}
