package org.phantomnet.protocol.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.phantomnet.protocol.signal.RawMessage.assertMalformed;
import static org.phantomnet.protocol.signal.RawMessage.assertUnsupported;
import static org.phantomnet.protocol.signal.RawMessage.text;
import static org.phantomnet.protocol.signal.SampleMessages.CALL;
import static org.phantomnet.protocol.signal.SampleMessages.filled;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Unsupported;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** How a core is written down: each number once, in order, shortest; what readers may skip. */
final class CoreFormTest {
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
  @Covers("SIG-9")
  void core_overTheLimit_isRefused() {
    Bytes core = RawMessage.core().number(4, 1).bytes(64, filled(SignalCodec.MAX_CORE, 0)).build();

    assertMalformed(Malformed.Reason.TOO_LONG, MessageType.HANGUP, core);
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
