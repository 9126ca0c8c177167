package org.phantomnet.conformance.vectors;

import java.util.List;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.handshake.CallBinding;
import org.phantomnet.protocol.handshake.CallKeys;
import org.phantomnet.protocol.handshake.CalleeShares;
import org.phantomnet.protocol.handshake.CallerShares;
import org.phantomnet.protocol.handshake.RekeyReply;
import org.phantomnet.protocol.handshake.RekeyShares;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.signal.CallMessage;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SignalCodec;

/**
 * A key agreement as one side of it goes through it, its chance given. What a side of the real call
 * draws is put in the way it draws it; everything else is what the code under test does.
 */
final class Agreement {
  private Agreement() {}

  /** Epoch 0 on the side that the input names; the caller's to close. */
  static CallKeys first(Input input) throws ProtocolException {
    CallBinding binding = CallInput.binding(input);
    Bytes offerCore = input.bytes("offer");
    Bytes answerCore = input.bytes("answer");
    CallMessage.Offer offer =
        (CallMessage.Offer) SignalCodec.decodeCore(MessageType.OFFER, offerCore);
    CallMessage.Answer answer =
        (CallMessage.Answer) SignalCodec.decodeCore(MessageType.ANSWER, answerCore);
    Bytes scalar = input.bytes("x25519");
    Bytes mlKem = input.bytes("ml_kem");
    if (input.oneOf(Role.class, "side") == Role.CALLER) {
      try (CallerShares shares =
          CallerShares.generate(CallInput.drawing(offer.callerSecret(), scalar, mlKem))) {
        return CallKeys.forCaller(binding, shares, answer, offerCore, answerCore);
      }
    }
    binding.requireMatch(offer);
    RandomSource chance = CallInput.drawing(scalar, mlKem, answer.calleeSecret());
    try (CalleeShares shares = CalleeShares.respond(offer, chance)) {
      return CallKeys.forCallee(binding, shares, offer, offerCore, answerCore);
    }
  }

  /** Opens one epoch more. */
  static void next(CallKeys keys, Role side, Input rekey) throws ProtocolException {
    Bytes requestCore = rekey.bytes("request");
    Bytes replyCore = rekey.bytes("reply");
    List<Bytes> asked;
    List<Bytes> replied;
    if (rekey.text("by").equals("REKEY")) {
      asked = shares(SignalCodec.decodeCore(MessageType.REKEY, requestCore));
      replied = shares(SignalCodec.decodeCore(MessageType.REKEY, replyCore));
    } else {
      asked = shares(SignalCodec.decodeCore(MessageType.MODE_SWITCH_REQUEST, requestCore));
      replied = shares(SignalCodec.decodeCore(MessageType.MODE_SWITCH_ACK, replyCore));
    }
    RandomSource chance = CallInput.drawing(rekey.bytes("x25519"), rekey.bytes("ml_kem"));
    if (rekey.oneOf(Role.class, "requester") == side) {
      try (RekeyShares own = RekeyShares.generate(chance)) {
        requireOwn(asked, own.x25519Share(), own.mlKemKey());
        keys.rekeyAsRequester(own, replied.get(0), replied.get(1), requestCore, replyCore);
      }
    } else {
      try (RekeyReply own = RekeyReply.respond(asked.get(0), asked.get(1), chance)) {
        requireOwn(replied, own.x25519Share(), own.mlKemCiphertext());
        keys.rekeyAsReplier(own, requestCore, replyCore);
      }
    }
  }

  private static List<Bytes> shares(CallMessage message) {
    if (message instanceof CallMessage.Rekey) {
      CallMessage.Rekey rekey = (CallMessage.Rekey) message;
      return List.of(rekey.x25519Share(), rekey.mlKem());
    }
    if (message instanceof CallMessage.ModeSwitchRequest) {
      CallMessage.ModeSwitchRequest request = (CallMessage.ModeSwitchRequest) message;
      return List.of(request.x25519Share(), request.mlKemKey());
    }
    CallMessage.ModeSwitchAck ack = (CallMessage.ModeSwitchAck) message;
    return List.of(ack.x25519Share(), ack.mlKemCiphertext());
  }

  private static void requireOwn(List<Bytes> said, Bytes share, Bytes mlKem) {
    if (!said.equals(List.of(share, mlKem))) {
      throw new IllegalArgumentException("own core");
    }
  }
}
