package org.phantomnet.conformance.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.conformance.capture.PcapException.Reason;

class PcapReaderTest {
  private static final byte[] FRAME = Frames.ethernet(0x88cc, new byte[50]);

  @Test
  void capture_ofEitherOrderAndUnit_isReadWhole() throws PcapException {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (boolean nanoseconds : List.of(true, false)) {
        List<Frame> frames =
            PcapReader.parse(Frames.pcap(order, nanoseconds, 1, List.of(FRAME, FRAME)));

        assertEquals(2, frames.size());
        assertArrayEquals(FRAME, frames.get(1).octets().copy());
        assertEquals(
            Instant.ofEpochSecond(1_800_000_000L, nanoseconds ? 123_456 : 123_456_000),
            frames.get(1).at());
      }
    }
  }

  @Test
  void file_thatIsNoCapture_isRefusedWithItsReason() {
    byte[] good = Frames.pcap(ByteOrder.LITTLE_ENDIAN, true, 1, List.of(FRAME));

    assertEquals(Reason.NO_PCAP, refusal(new byte[23]));
    assertEquals(Reason.NO_PCAP, refusal(new byte[24]));
    assertEquals(
        Reason.NOT_ETHERNET, refusal(Frames.pcap(ByteOrder.BIG_ENDIAN, true, 113, List.of())));
    assertEquals(Reason.CUT_SHORT, refusal(Arrays.copyOf(good, good.length - 1)));
    assertEquals(Reason.CUT_SHORT, refusal(Arrays.copyOf(good, 30)));
    assertEquals(Reason.OTHER_VERSION, refusal(with(good, 4, 9)));
    assertEquals(Reason.BAD_LENGTH, refusal(with(good, 35, 0x7f)));
    assertEquals(Reason.BAD_TIME, refusal(with(good, 31, 0x7f)));
  }

  private static byte[] with(byte[] file, int at, int value) {
    byte[] changed = file.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static Reason refusal(byte[] file) {
    return assertThrows(PcapException.class, () -> PcapReader.parse(file)).reason();
  }
}
