package org.phantomnet.messenger.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.MessageType;
import org.phantomnet.protocol.signal.SealedCall;
import org.phantomnet.protocol.signal.SignalCodec;

class CallEnvelopeTest {
  private static final Duration MINUTE = Duration.ofSeconds(60);

  private static Bytes sealed(MessageType type) {
    return SignalCodec.encode(
        new SealedCall(
            type, 0, 1, Bytes.copyOf(new byte[] {8, 1}), Bytes.EMPTY, Bytes.copyOf(new byte[32])));
  }

  @Test
  @Covers("CONT-13")
  void offer_forReadersWithoutCalls_saysSo() {
    assertEquals(
        "missed call; this version cannot take calls",
        CallEnvelope.content(sealed(MessageType.OFFER)).legacyText());
  }

  @Test
  @Covers("CONT-13")
  void otherCallMessages_forReadersWithoutCalls_saysNothing() {
    assertEquals("", CallEnvelope.content(sealed(MessageType.RING)).legacyText());
    assertEquals("", CallEnvelope.content(Bytes.copyOf(new byte[] {1})).legacyText());
  }

  @Test
  @Covers("SESS-7")
  void hangup_whateverIsAsked_neverGrowsStale() {
    assertEquals(Duration.ZERO, CallEnvelope.staleAfter(sealed(MessageType.HANGUP), MINUTE));
    assertEquals(MINUTE, CallEnvelope.staleAfter(sealed(MessageType.OFFER), MINUTE));
  }
}
