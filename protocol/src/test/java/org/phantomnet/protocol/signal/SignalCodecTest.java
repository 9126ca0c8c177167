package org.phantomnet.protocol.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.protocol.signal.SampleMessages.CALL;
import static org.phantomnet.protocol.signal.SampleMessages.filled;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** Every message there and back, cut, mutated, and sealed. */
final class SignalCodecTest {
  private static final int MUTATIONS = 2_000;

  static List<CallMessage> messages() {
    return SampleMessages.all();
  }

  @Test
  @Covers("SIG-1")
  void samples_holdEveryMessageType() {
    Set<MessageType> seen = EnumSet.noneOf(MessageType.class);

    SampleMessages.all().forEach(message -> seen.add(message.type()));

    assertEquals(EnumSet.allOf(MessageType.class), seen);
  }

  @ParameterizedTest
  @MethodSource("messages")
  @Covers({"SIG-1", "SIG-2"})
  void message_encodedAndDecoded_isEqual(CallMessage message) throws ProtocolException {
    Bytes core = SignalCodec.encodeCore(message);

    CallMessage back = SignalCodec.decodeCore(message.type(), core);

    assertEquals(message, back);
    assertEquals(core, SignalCodec.encodeCore(back));
  }

  @ParameterizedTest
  @MethodSource("messages")
  @Covers("SIG-6")
  void message_cutAnywhere_isRefusedOrSaysExactlyWhatIsLeft(CallMessage message)
      throws ProtocolException {
    byte[] core = SignalCodec.encodeCore(message).toByteArray();

    for (int length = 0; length < core.length; length++) {
      Bytes cut = Bytes.copyOf(core, 0, length);
      CallMessage back;
      try {
        back = SignalCodec.decodeCore(message.type(), cut);
      } catch (ProtocolException refused) {
        continue;
      }
      assertEquals(cut, SignalCodec.encodeCore(back));
    }
  }

  @ParameterizedTest
  @MethodSource("messages")
  @Covers("SIG-3")
  void message_mutatedAtRandom_decodesOrIsRefusedTyped(CallMessage message) {
    byte[] core = SignalCodec.encodeCore(message).toByteArray();
    Random random = new Random(17);

    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = core.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        // mostly near the start and in the structure, where a share's bytes do not drown the
        // mutation
        int at =
            random.nextInt(random.nextBoolean() ? Math.min(64, mutated.length) : mutated.length);
        mutated[at] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(mutated.length + 1) : mutated.length;
      try {
        SignalCodec.decodeCore(message.type(), Bytes.copyOf(mutated, 0, length));
      } catch (ProtocolException refused) {
        assertTrue(refused.getCause() == null);
      }
    }
  }

  @Test
  @Covers("SIG-2")
  void capabilities_inAnyOrder_encodeSorted() {
    CallMessage.Offer offer = SampleMessages.offer();
    Bytes core = SignalCodec.encodeCore(offer);

    byte[] packed = {13 << 3 | 2, 3, 1, 2, 4};

    assertTrue(indexOf(core.toByteArray(), packed) > 0);
  }

  @Test
  @Covers("SIG-9")
  void sealedMessage_ofLargestCore_fitsTheChannel() throws ProtocolException {
    SealedCall sealed =
        new SealedCall(
            MessageType.ANSWER,
            Integer.MAX_VALUE,
            SealedCall.MAX_COUNTER,
            filled(SignalCodec.MAX_CORE, 1),
            filled(32, 2),
            filled(32, 3));

    Bytes wire = SignalCodec.encode(sealed);

    assertTrue(wire.length() <= SignalCodec.MAX_SEALED);
    assertEquals(sealed, SignalCodec.decode(wire));
  }

  @Test
  @Covers("SIG-10")
  @Adversary("ADV-24")
  void sealedMessage_ofUnknownType_isUnsupported() {
    Bytes wire =
        RawMessage.raw()
            .number(1, 19)
            .number(3, 1)
            .bytes(4, filled(9, 1))
            .bytes(6, filled(32, 1))
            .build();

    Unsupported refused = assertThrows(Unsupported.class, () -> SignalCodec.decode(wire));

    assertEquals(Unsupported.Reason.MESSAGE_TYPE, refused.reason());
  }

  @Test
  @Covers("SIG-10")
  void sealedMessage_withConfirmOutsideAnAnswer_isRefused() {
    Bytes wire =
        RawMessage.raw()
            .number(1, 2)
            .number(3, 1)
            .bytes(4, filled(9, 1))
            .bytes(5, filled(32, 1))
            .bytes(6, filled(32, 1))
            .build();

    assertThrows(Malformed.class, () -> SignalCodec.decode(wire));
  }

  @Test
  @Covers("SIG-10")
  void sealedMessage_withoutCounterOrMac_isRefused() {
    Bytes noCounter =
        RawMessage.raw().number(1, 2).bytes(4, filled(9, 1)).bytes(6, filled(32, 1)).build();
    Bytes shortMac =
        RawMessage.raw()
            .number(1, 2)
            .number(3, 1)
            .bytes(4, filled(9, 1))
            .bytes(6, filled(31, 1))
            .build();

    assertThrows(Malformed.class, () -> SignalCodec.decode(noCounter));
    assertThrows(Malformed.class, () -> SignalCodec.decode(shortMac));
  }

  @Test
  @Covers("SIG-9")
  void ownMessage_overTheBounds_isAnOwnBug() {
    CallMessage.Offer offer = SampleMessages.offer();
    CallMessage.Offer large =
        new CallMessage.Offer(
            CALL,
            offer.caller(),
            offer.callee(),
            offer.mode(),
            offer.media(),
            offer.parameters(),
            Optional.empty(),
            offer.callerSecret(),
            offer.x25519Share(),
            offer.mlKemKey(),
            Set.of(),
            offer.createdAtMillis(),
            filled(1_025, 1),
            offer.dtlsProof());

    assertThrows(IllegalStateException.class, () -> SignalCodec.encodeCore(large));
  }

  private static int indexOf(byte[] data, byte[] part) {
    for (int i = 0; i + part.length <= data.length; i++) {
      if (Arrays.equals(data, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }
}
