package org.phantomnet.protocol.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

/** What can be read of an offer that asks for a newer reader. */
class NewerCoreTest {
  private static final long LARGEST = Integer.MAX_VALUE;

  private static RawMessage head(long version, long minVersion) {
    return RawMessage.raw()
        .number(1, version)
        .number(2, minVersion)
        .bytes(3, SampleMessages.CALL.value());
  }

  private static Optional<CallId> read(RawMessage core) {
    return SignalCodec.newerOffer(MessageType.OFFER, core.build());
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 127, 128, 16_384, LARGEST})
  @Covers("SIG-14")
  void offer_thatAsksForANewerReader_namesItsCall(long minVersion) {
    assertEquals(Optional.of(SampleMessages.CALL), read(head(LARGEST, minVersion)));
  }

  @Test
  @Covers("SIG-14")
  void whateverFollowsTheCallId_isNotLookedAt() {
    RawMessage core = head(2, 2).octets(0xff, 0xff, 0x07, 0x00);

    assertEquals(Optional.of(SampleMessages.CALL), read(core));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, LARGEST + 1, 1L << 35})
  @Covers("SIG-14")
  void minVersion_thatIsNotNewer_namesNothing(long minVersion) {
    assertEquals(Optional.empty(), read(head(2, minVersion)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, LARGEST + 1})
  @Covers("SIG-14")
  void version_outsideItsBounds_namesNothing(long version) {
    assertEquals(Optional.empty(), read(head(version, 2)));
  }

  @Test
  @Covers("SIG-14")
  void varint_thatIsNotTheShortest_namesNothing() {
    RawMessage core =
        RawMessage.raw()
            .octets(0x08, 0x82, 0x00)
            .number(2, 2)
            .bytes(3, SampleMessages.CALL.value());

    assertEquals(Optional.empty(), read(core));
  }

  @Test
  @Covers("SIG-14")
  void callId_ofAnotherLength_namesNothing() {
    Bytes longer = Bytes.copyOf(new byte[CallId.LENGTH + 1]);

    assertEquals(
        Optional.empty(), read(RawMessage.raw().number(1, 2).number(2, 2).bytes(3, longer)));
  }

  @Test
  @Covers("SIG-14")
  void fields_inAnotherOrder_nameNothing() {
    RawMessage core =
        RawMessage.raw().number(2, 2).number(1, 2).bytes(3, SampleMessages.CALL.value());

    assertEquals(Optional.empty(), read(core));
  }

  @Test
  @Covers("SIG-14")
  void core_cutAnywhere_namesNothing() {
    byte[] whole = head(300, 300).build().toByteArray();
    for (int length = 0; length < whole.length; length++) {
      Bytes cut = Bytes.copyOf(Arrays.copyOf(whole, length));

      assertEquals(Optional.empty(), SignalCodec.newerOffer(MessageType.OFFER, cut));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OFFER")
  @Covers("SIG-14")
  @Adversary("ADV-24")
  void messageOfAnotherType_isNeverANewerOffer(MessageType type) {
    assertEquals(Optional.empty(), SignalCodec.newerOffer(type, head(2, 2).build()));
  }
}
