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
  @Covers("SIG-3")
  void singularField_twice_isRefused() {
    Bytes twice = RawMessage.core().number(4, 1).number(4, 1).build();

    assertMalformed(Malformed.Reason.DUPLICATE_FIELD, MessageType.HANGUP, twice);
  }

  @Test
  @Covers("SIG-3")
  void field_ofAnotherWireType_isRefused() {
    Bytes wrong = RawMessage.core().bytes(4, filled(1, 1)).build();

    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.HANGUP, wrong);
  }

  @Test
  @Covers("SIG-3")
  void varint_notShortest_isRefused() {
    Bytes padded = RawMessage.core().octets(4 << 3, 0x81, 0x00).build();

    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.HANGUP, padded);
  }

  @Test
  @Covers("SIG-3")
  void text_withControlCharacter_isRefused() {
    Bytes device = RawMessage.raw().bytes(1, filled(5, 0x0a)).number(2, 1).number(3, 1).build();
    Bytes move = RawMessage.core().bytes(4, device).build();

    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.MOVE, move);
  }

  @Test
  @Covers("SIG-3")
  void group_wireType_isRefused() {
    Bytes group = RawMessage.core().number(4, 1).octets(0x83, 0x04, 0x84, 0x04).build();

    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.HANGUP, group);
  }

  @Test
  @Covers("SIG-4")
  @Adversary("ADV-24")
  void unknownField_below64_isUnsupported() {
    Bytes critical = RawMessage.core().number(4, 1).number(63, 1).build();

    assertUnsupported(Unsupported.Reason.CRITICAL_FIELD, MessageType.HANGUP, critical);
  }

  @Test
  @Covers("SIG-4")
  @Adversary("ADV-24")
  void unknownField_below64_inNestedMessage_isUnsupported() {
    Bytes device =
        RawMessage.raw().bytes(1, text("bob@x")).number(2, 1).number(3, 1).number(9, 1).build();
    Bytes move = RawMessage.core().bytes(4, device).build();

    assertUnsupported(Unsupported.Reason.CRITICAL_FIELD, MessageType.MOVE, move);
  }

  @Test
  @Covers("SIG-5")
  void unknownField_from64_isIgnored() throws ProtocolException {
    Bytes device =
        RawMessage.raw()
            .bytes(1, text("bob@x"))
            .number(2, 1)
            .number(3, 1)
            .bytes(64, filled(3, 1))
            .build();
    Bytes move =
        RawMessage.core()
            .bytes(4, device)
            .number(64, 5)
            .bytes(64, filled(9, 9))
            .number(5000, 1)
            .build();

    CallMessage back = SignalCodec.decodeCore(MessageType.MOVE, move);

    assertEquals("bob@x", ((CallMessage.Move) back).to().user().text());
  }

  @Test
  @Covers("SIG-5")
  void unknownField_from64_thatRunsOver_isRefused() {
    Bytes over = RawMessage.core().number(4, 1).octets(0x82, 0x04, 0x7f, 1).build();

    assertMalformed(Malformed.Reason.TOO_SHORT, MessageType.HANGUP, over);
  }

  @Test
  @Covers("SIG-7")
  @Adversary("ADV-20")
  void version_missing_isRefused() {
    Bytes noVersion = RawMessage.raw().number(2, 1).bytes(3, CALL.value()).number(4, 1).build();
    Bytes noMinimum = RawMessage.raw().number(1, 1).bytes(3, CALL.value()).number(4, 1).build();

    assertMalformed(Malformed.Reason.MISSING_FIELD, MessageType.HANGUP, noVersion);
    assertMalformed(Malformed.Reason.MISSING_FIELD, MessageType.HANGUP, noMinimum);
  }

  @Test
  @Covers("SIG-7")
  @Adversary("ADV-20")
  void minVersion_above1_isUnsupported_evenWithCriticalFields() {
    Bytes newer =
        RawMessage.raw().number(1, 2).number(2, 2).bytes(3, CALL.value()).number(40, 1).build();

    assertUnsupported(Unsupported.Reason.VERSION, MessageType.HANGUP, newer);
  }

  @Test
  @Covers("SIG-7")
  void version_above1_withMinVersion1_isRead() throws ProtocolException {
    Bytes newer =
        RawMessage.raw().number(1, 9).number(2, 1).bytes(3, CALL.value()).number(4, 1).build();

    assertEquals(
        new CallMessage.Hangup(CALL, HangupReason.NORMAL),
        SignalCodec.decodeCore(MessageType.HANGUP, newer));
  }

  @Test
  @Covers("SIG-6")
  @Adversary("ADV-20")
  void offer_withoutModeOrPqShare_isRefused() {
    Bytes core = SignalCodec.encodeCore(SampleMessages.offer());

    assertMalformed(Malformed.Reason.MISSING_FIELD, MessageType.OFFER, without(core, 6));
    assertMalformed(Malformed.Reason.MISSING_FIELD, MessageType.OFFER, without(core, 12));
    assertMalformed(Malformed.Reason.MISSING_FIELD, MessageType.OFFER, without(core, 1));
  }

  @Test
  @Covers("SIG-6")
  @Adversary("ADV-18")
  void offer_withoutOneRequiredField_isRefused() {
    Bytes core = SignalCodec.encodeCore(SampleMessages.offer());

    for (int field : new int[] {1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 14, 15, 16}) {
      assertMalformed(Malformed.Reason.MISSING_FIELD, MessageType.OFFER, without(core, field));
    }
  }

  @Test
  @Covers("SIG-8")
  @Adversary("ADV-18")
  void share_ofAnotherLength_isBadKeyShare() {
    Bytes offer = SignalCodec.encodeCore(SampleMessages.offer());

    for (int field : new int[] {10, 11, 12}) {
      for (int length : field == 12 ? new int[] {1, 1183, 1185} : new int[] {1, 31, 33}) {
        Bytes short_ = with(offer, field, RawMessage.raw().bytes(field, filled(length, 1)));
        assertMalformed(Malformed.Reason.BAD_KEY_SHARE, MessageType.OFFER, short_);
      }
      Bytes empty = with(offer, field, RawMessage.raw().bytes(field, Bytes.EMPTY));
      assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.OFFER, empty);
    }
  }

  @Test
  @Covers("SIG-3")
  void fields_outOfOrder_areRefused() {
    Bytes falling =
        RawMessage.raw().number(2, 1).number(1, 1).bytes(3, CALL.value()).number(4, 1).build();
    Bytes skippedFirst = RawMessage.core().number(64, 1).number(4, 1).build();
    Bytes skippedFalling = RawMessage.core().number(4, 1).number(65, 1).number(64, 1).build();

    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.HANGUP, falling);
    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.HANGUP, skippedFirst);
    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.HANGUP, skippedFalling);
  }

  @Test
  @Covers("SIG-8")
  void number_insideOnlyAfterCutting_isRefused() {
    Bytes cut = RawMessage.core().number(4, (1L << 32) + 1).build();

    assertMalformed(Malformed.Reason.BAD_VALUE, MessageType.HANGUP, cut);
  }

  @Test
  @Covers("SIG-8")
  void enumeratedValue_outOfRange_isRefused() {
    assertMalformed(
        Malformed.Reason.BAD_ENCODING, MessageType.HANGUP, RawMessage.core().number(4, 0).build());
    assertMalformed(
        Malformed.Reason.BAD_VALUE, MessageType.HANGUP, RawMessage.core().number(4, 15).build());
    assertMalformed(
        Malformed.Reason.BAD_VALUE, MessageType.HANGUP, RawMessage.core().number(4, -1).build());
    Bytes offer = SignalCodec.encodeCore(SampleMessages.offer());
    Bytes mode = with(offer, 6, RawMessage.raw().number(6, 4));
    Bytes media = with(offer, 7, RawMessage.raw().number(7, 3));
    assertUnsupported(Unsupported.Reason.MODE, MessageType.OFFER, mode);
    assertUnsupported(Unsupported.Reason.MEDIA, MessageType.OFFER, media);
  }

  @Test
  @Covers("SIG-8")
  void capability_twice_isRefused() {
    Bytes offer = SignalCodec.encodeCore(SampleMessages.offer());
    Bytes twice = with(offer, 13, RawMessage.raw().bytes(13, Bytes.copyOf(new byte[] {1, 1})));
    Bytes falling = with(offer, 13, RawMessage.raw().bytes(13, Bytes.copyOf(new byte[] {2, 1})));
    Bytes empty = with(offer, 13, RawMessage.raw().bytes(13, Bytes.EMPTY));

    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.OFFER, twice);
    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.OFFER, falling);
    assertMalformed(Malformed.Reason.BAD_ENCODING, MessageType.OFFER, empty);
  }

  @Test
  @Covers("SIG-8")
  void decline_modeTooWeakWithoutMode_missesIt() {
    Bytes core = RawMessage.core().number(4, 3).build();

    assertMalformed(Malformed.Reason.MISSING_FIELD, MessageType.DECLINE, core);
  }

  @Test
  @Covers("SIG-8")
  void enumeratedValues_keepTheirNumbers() {
    assertEquals("[FAST, PRIVATE, PARANOID]", Arrays.toString(CallMode.values()));
    assertEquals("[AUDIO, AUDIO_VIDEO]", Arrays.toString(MediaKind.values()));
    assertEquals("[OPUS, VP8, VP9, H264, AV1]", Arrays.toString(Codec.values()));
    assertEquals("[HOST, SERVER_REFLEXIVE, RELAY]", Arrays.toString(CandidateType.values()));
    assertEquals("[UDP, TCP]", Arrays.toString(TransportProtocol.values()));
    assertEquals(
        "[VIDEO, REKEY, MODE_SWITCH, MEDIA_SHIELD, FRAME_KEYS, MOVE]",
        Arrays.toString(Capability.values()));
    assertEquals(
        "[DECLINED, BUSY, MODE_TOO_WEAK, UNSUPPORTED, PQ_REQUIRED]",
        Arrays.toString(DeclineReason.values()));
    assertEquals(
        "[NORMAL, CANCELLED, ACCEPTED_ELSEWHERE, DECLINED_ELSEWHERE, GLARE, TIMEOUT, RESTARTED, RELAY_LOST,"
            + " ENGINE_LOST, CONNECTION_FAILED, SECURITY, IDENTITY_CHANGED, NO_SECOND_OPERATOR, MOVED]",
        Arrays.toString(HangupReason.values()));
    assertEquals("[ADD_VIDEO, REMOVE_VIDEO, HOLD, RESUME]", Arrays.toString(MediaChange.values()));
    assertEquals(
        "[NOT_ALLOWED, NOT_NOW, DECLINED, BUSY, NO_ANSWER, FAILED]",
        Arrays.toString(MoveRefusal.values()));
    assertEquals("[MORE_PRIVACY, BETTER_QUALITY]", Arrays.toString(ModeSwitchReason.values()));
    for (MessageType type : MessageType.values()) {
      assertEquals(type.ordinal() + 1, type.number());
    }
  }

  @Test
  @Covers("SIG-9")
  void core_overTheLimit_isRefused() {
    Bytes core = RawMessage.core().number(4, 1).bytes(64, filled(SignalCodec.MAX_CORE, 0)).build();

    assertMalformed(Malformed.Reason.TOO_LONG, MessageType.HANGUP, core);
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

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private static void assertMalformed(Malformed.Reason reason, MessageType type, Bytes core) {
    Malformed refused = assertThrows(Malformed.class, () -> SignalCodec.decodeCore(type, core));
    assertEquals(reason, refused.reason());
  }

  private static void assertUnsupported(Unsupported.Reason reason, MessageType type, Bytes core) {
    Unsupported refused = assertThrows(Unsupported.class, () -> SignalCodec.decodeCore(type, core));
    assertEquals(reason, refused.reason());
  }

  /** The core without its top-level field {@code number}. */
  private static Bytes without(Bytes core, int number) {
    byte[] data = core.toByteArray();
    RawMessage out = RawMessage.raw();
    int at = 0;
    while (at < data.length) {
      int start = at;
      int[] cursor = {at};
      long tag = varint(data, cursor);
      if ((tag & 7) == 0) {
        varint(data, cursor);
      } else {
        int length = (int) varint(data, cursor);
        cursor[0] += length;
      }
      at = cursor[0];
      if (tag >>> 3 != number) {
        out.append(Bytes.copyOf(data, start, at - start));
      }
    }
    return out.build();
  }

  /** The core with its top-level field {@code number} replaced, or put in its place. */
  private static Bytes with(Bytes core, int number, RawMessage field) {
    byte[] rest = without(core, number).toByteArray();
    int[] cursor = {0};
    int place = 0;
    while (cursor[0] < rest.length) {
      long tag = varint(rest, cursor);
      if (tag >>> 3 > number) {
        break;
      }
      long skip = varint(rest, cursor);
      cursor[0] += (tag & 7) == 0 ? 0 : (int) skip;
      place = cursor[0];
    }
    return RawMessage.raw()
        .append(Bytes.copyOf(rest, 0, place))
        .append(field.build())
        .append(Bytes.copyOf(rest, place, rest.length - place))
        .build();
  }

  private static long varint(byte[] data, int[] cursor) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = data[cursor[0]++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static int indexOf(byte[] data, byte[] part) {
    for (int i = 0; i + part.length <= data.length; i++) {
      if (Arrays.equals(data, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Protobuf looks at the low 32 bits of a tag only: what a scan skips as a field number far above
   * 64 is to protobuf the call id once more.
   */
  @Test
  @Covers("SIG-3")
  void tagAbove32Bits_isRefused() {
    Bytes otherCall = filled(16, 0x66);
    Bytes smuggled =
        RawMessage.core()
            .octets(0x9a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 16)
            .append(otherCall)
            .build();
    Bytes lower =
        RawMessage.core().octets(0x9a, 0x80, 0x80, 0x80, 0x10, 16).append(otherCall).build();

    for (Bytes core : List.of(smuggled, lower)) {
      Malformed refused =
          assertThrows(Malformed.class, () -> SignalCodec.decodeCore(MessageType.RING, core));
      assertEquals(Malformed.Reason.BAD_ENCODING, refused.reason());
    }
  }
}
