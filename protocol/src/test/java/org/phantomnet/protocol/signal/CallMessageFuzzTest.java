package org.phantomnet.protocol.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.wire.AnswerCore;
import org.phantomnet.protocol.signal.wire.CandidateCore;
import org.phantomnet.protocol.signal.wire.ConfirmCore;
import org.phantomnet.protocol.signal.wire.DeclineCore;
import org.phantomnet.protocol.signal.wire.HangupCore;
import org.phantomnet.protocol.signal.wire.MediaAckCore;
import org.phantomnet.protocol.signal.wire.MediaRequestCore;
import org.phantomnet.protocol.signal.wire.ModeSwitchAckCore;
import org.phantomnet.protocol.signal.wire.ModeSwitchRequestCore;
import org.phantomnet.protocol.signal.wire.MoveCore;
import org.phantomnet.protocol.signal.wire.NonceCore;
import org.phantomnet.protocol.signal.wire.OfferCore;
import org.phantomnet.protocol.signal.wire.PlainCore;
import org.phantomnet.protocol.signal.wire.RekeyCore;
import org.phantomnet.protocol.signal.wire.Sealed;
import org.phantomnet.protocol.signal.wire.UpdateCore;

/** Call messages of a hostile contact. */
class CallMessageFuzzTest {
  /** The first byte says which message the rest is to be. */
  @FuzzTest
  @Covers("SIG-3")
  void core(byte[] data) throws ProtocolException, InvalidProtocolBufferException {
    if (data.length == 0) {
      return;
    }
    MessageType type = MessageType.values()[(data[0] & 0xff) % MessageType.values().length];
    byte[] wire = Arrays.copyOfRange(data, 1, data.length);

    Optional<CallMessage> message =
        HostileInput.decoded(wire, core -> SignalCodec.decodeCore(type, core));

    if (message.isPresent()) {
      assertEquals(type, message.get().type());
      Bytes canonical = SignalCodec.encodeCore(message.get());
      CallMessage again = SignalCodec.decodeCore(type, canonical);
      assertEquals(message.get(), again);
      assertEquals(canonical, SignalCodec.encodeCore(again));
      // One form: protobuf, which keeps fields to skip, would write the same bytes again.
      assertArrayEquals(wire, parser(type).parseFrom(wire).toByteArray());
    }
  }

  private static Parser<? extends MessageLite> parser(MessageType type) {
    return switch (type) {
      case OFFER -> OfferCore.parser();
      case RING, ACCEPT, SELECTED -> PlainCore.parser();
      case ANSWER -> AnswerCore.parser();
      case CONFIRM -> ConfirmCore.parser();
      case CANDIDATE -> CandidateCore.parser();
      case DECLINE -> DeclineCore.parser();
      case REKEY -> RekeyCore.parser();
      case MODE_SWITCH_REQUEST -> ModeSwitchRequestCore.parser();
      case MODE_SWITCH_ACK -> ModeSwitchAckCore.parser();
      case UPDATE -> UpdateCore.parser();
      case MEDIA_REQUEST -> MediaRequestCore.parser();
      case MEDIA_ACK -> MediaAckCore.parser();
      case MOVE -> MoveCore.parser();
      case HANGUP -> HangupCore.parser();
      case NONCE_CHALLENGE, NONCE_RESPONSE -> NonceCore.parser();
    };
  }

  static List<byte[]> coreSeeds() {
    return SampleMessages.all().stream()
        .map(m -> HostileInput.chosen(m.type().ordinal(), SignalCodec.encodeCore(m)))
        .toList();
  }

  @FuzzTest
  @Covers("SIG-3")
  void sealed(byte[] data) throws ProtocolException, InvalidProtocolBufferException {
    Optional<SealedCall> sealed = HostileInput.decoded(data, SignalCodec::decode);

    if (sealed.isPresent()) {
      assertEquals(sealed.get(), SignalCodec.decode(SignalCodec.encode(sealed.get())));
      assertArrayEquals(data, Sealed.parseFrom(data).toByteArray());
    }
  }

  static List<byte[]> sealedSeeds() {
    return SampleMessages.all().stream()
        .map(
            m ->
                SignalCodec.encode(
                        new SealedCall(
                            m.type(),
                            m.type() == MessageType.REKEY ? 1 : 0,
                            1 + m.type().number(),
                            SignalCodec.encodeCore(m),
                            SampleMessages.filled(m.type() == MessageType.ANSWER ? 32 : 0, 4),
                            SampleMessages.filled(SealedCall.MAC_LENGTH, 3)))
                    .toByteArray())
        .toList();
  }
}
