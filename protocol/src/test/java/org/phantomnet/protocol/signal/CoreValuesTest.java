package org.phantomnet.protocol.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.phantomnet.protocol.signal.RawMessage.assertMalformed;
import static org.phantomnet.protocol.signal.RawMessage.assertUnsupported;
import static org.phantomnet.protocol.signal.RawMessage.with;
import static org.phantomnet.protocol.signal.RawMessage.without;
import static org.phantomnet.protocol.signal.SampleMessages.filled;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** What a core's fields may hold, and which may not be missing. */
final class CoreValuesTest {
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
}
