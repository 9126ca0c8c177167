package org.phantomnet.conformance.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Unauthentic;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.MlKem768Key;
import org.phantomnet.protocol.crypto.SecretKey;
import org.phantomnet.protocol.crypto.X25519Key;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.EarlyKeys;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;

/**
 * The ops of the key schedule (spec/03-keys.md). Keys that leave their owner nowhere are shown by
 * the MAC they make.
 */
final class KeyOperations {
  private static final MessageType SHOWN_BY = MessageType.HANGUP;
  private static final Bytes SHOWN_CORE = Bytes.copyOf(new byte[] {8, 1, 16, 1});

  private KeyOperations() {}

  static Map<String, Operation> all() {
    return Map.of(
        "x25519", KeyOperations::x25519,
        "ml_kem_key", KeyOperations::mlKemKey,
        "ml_kem_encapsulate", KeyOperations::mlKemEncapsulate,
        "ml_kem_decapsulate", KeyOperations::mlKemDecapsulate,
        "early_keys", KeyOperations::earlyKeys,
        "call_keys", KeyOperations::callKeys,
        "held_epochs", KeyOperations::heldEpochs);
  }

  private static ObjectNode x25519(Input input) throws ProtocolException {
    try (X25519Key own = X25519Key.generate(CallInput.drawing(input.bytes("scalar")));
        SecretKey secret = own.agree(input.bytes("share"))) {
      return Json.object()
          .put("own_share", Json.hex(own.share()))
          .put("secret", Json.hex(secret.disclose()));
    }
  }

  private static ObjectNode mlKemKey(Input input) {
    try (MlKem768Key key = MlKem768Key.generate(CallInput.drawing(input.bytes("seed")))) {
      return Json.object().put("key", Json.hex(key.encapsulationKey()));
    }
  }

  private static ObjectNode mlKemEncapsulate(Input input) throws ProtocolException {
    MlKem768Key.Encapsulated made =
        MlKem768Key.encapsulate(input.bytes("key"), CallInput.drawing(input.bytes("message")));
    try (SecretKey secret = made.secret()) {
      return Json.object()
          .put("ciphertext", Json.hex(made.ciphertext()))
          .put("secret", Json.hex(secret.disclose()));
    }
  }

  private static ObjectNode mlKemDecapsulate(Input input) throws ProtocolException {
    try (MlKem768Key key = MlKem768Key.generate(CallInput.drawing(input.bytes("seed")));
        SecretKey secret = key.decapsulate(input.bytes("ciphertext"))) {
      return Json.object().put("secret", Json.hex(secret.disclose()));
    }
  }

  private static ObjectNode earlyKeys(Input input) {
    try (EarlyKeys keys =
        EarlyKeys.derive(CallInput.binding(input), input.bytes("caller_secret"))) {
      return Json.object()
          .put("hangup_mac_caller", Json.hex(keys.mac(Role.CALLER, SHOWN_BY, 1, SHOWN_CORE)))
          .put("hangup_mac_callee", Json.hex(keys.mac(Role.CALLEE, SHOWN_BY, 1, SHOWN_CORE)));
    }
  }

  private static ObjectNode callKeys(Input input) throws ProtocolException {
    Role side = input.oneOf(Role.class, "side");
    try (CallKeys keys = Agreement.first(input)) {
      ObjectNode output =
          Json.object()
              .put("confirmation_caller", Json.hex(keys.confirm(Role.CALLER)))
              .put("confirmation_callee", Json.hex(keys.confirm(Role.CALLEE)));
      ArrayNode epochs = output.putArray("epochs");
      epochs.add(shown(keys));
      for (Input rekey : input.objects("rekeys")) {
        Agreement.next(keys, side, rekey);
        epochs.add(shown(keys));
      }
      return output;
    }
  }

  private static ObjectNode shown(CallKeys keys) {
    int epoch = keys.epoch();
    try (SecretKey caller = keys.media(Role.CALLER);
        SecretKey callee = keys.media(Role.CALLEE)) {
      return Json.object()
          .put("media_caller", Json.hex(caller.disclose()))
          .put("media_callee", Json.hex(callee.disclose()))
          .put("policy_mac_caller", Json.hex(keys.mac(Role.CALLER, SHOWN_BY, epoch, 1, SHOWN_CORE)))
          .put(
              "policy_mac_callee", Json.hex(keys.mac(Role.CALLEE, SHOWN_BY, epoch, 1, SHOWN_CORE)));
    }
  }

  private static ObjectNode heldEpochs(Input input) throws ProtocolException {
    try (CallKeys keys = opened(input)) {
      ObjectNode output = Json.object();
      ArrayNode held = output.putArray("held");
      for (int epoch = 0; epoch <= keys.epoch() + 1; epoch++) {
        if (isHeld(keys, epoch)) {
          held.add(epoch);
        }
      }
      return output;
    }
  }

  /**
   * The keys after every rekey of the input; after each epoch opened, its {@code waits} says
   * whether 5 seconds pass (KEY-10). The caller's to close.
   */
  static CallKeys opened(Input input) throws ProtocolException {
    Role side = input.oneOf(Role.class, "side");
    List<Input> rekeys = input.objects("rekeys");
    List<Boolean> waits = input.flags("waits");
    CallKeys keys = Agreement.first(input);
    for (int i = 0; i < waits.size(); i++) {
      if (i > 0) {
        Agreement.next(keys, side, rekeys.get(i - 1));
      }
      if (waits.get(i)) {
        keys.retirePrevious();
      }
    }
    return keys;
  }

  private static boolean isHeld(CallKeys keys, int epoch) throws ProtocolException {
    Bytes wrong = Bytes.copyOf(new byte[SealedCall.MAC_LENGTH]);
    SealedCall sealed =
        new SealedCall(SHOWN_BY, epoch, 1, SHOWN_CORE, Bytes.copyOf(new byte[0]), wrong);
    try {
      keys.verify(Role.CALLER, sealed);
      throw new IllegalStateException("a MAC of zeros");
    } catch (Unauthentic refused) {
      return refused.reason() != Unauthentic.Reason.WRONG_EPOCH;
    }
  }
}
