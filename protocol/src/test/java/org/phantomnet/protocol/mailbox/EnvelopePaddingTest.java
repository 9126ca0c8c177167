package org.phantomnet.protocol.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;

class EnvelopePaddingTest {
  private static Bytes content(int length) {
    byte[] content = new byte[length];
    Arrays.fill(content, (byte) 0xa5);
    return Bytes.copyOf(content);
  }

  @ParameterizedTest
  @Covers({"ENV-1", "ENV-2"})
  @CsvSource({
    "1, 4100",
    "2, 4100",
    "1024, 4100",
    "4095, 4100",
    "4096, 4100",
    "4097, 8196",
    "8192, 8196",
    "8193, 12292",
    "61441, 65540",
    "65536, 65540"
  })
  void pad_length_isTheBucket(int length, int padded) throws Exception {
    Bytes envelope = EnvelopePadding.pad(content(length));

    assertEquals(padded, envelope.length());
    assertEquals(content(length), EnvelopePadding.unpad(envelope));
  }

  @Test
  @Covers("ENV-1")
  @Adversary("ADV-40")
  void pad_layout_isLengthThenContentThenZeros() {
    byte[] padded = EnvelopePadding.pad(Bytes.copyOf(new byte[] {1, 2, 3})).toByteArray();

    byte[] expected = new byte[4_100];
    System.arraycopy(new byte[] {0, 0, 0, 3, 1, 2, 3}, 0, expected, 0, 7);
    assertTrue(Arrays.equals(expected, padded));
  }

  @ParameterizedTest
  @Covers("ENV-2")
  @ValueSource(ints = {0, 65_537})
  void pad_lengthOutOfRange_isABug(int length) {
    assertThrows(IllegalArgumentException.class, () -> EnvelopePadding.pad(content(length)));
  }

  @ParameterizedTest
  @Covers("ENV-3")
  @ValueSource(ints = {0, 4_097, 8_192, 65_537, -1, Integer.MIN_VALUE})
  void unpad_lengthOfAnotherBucket_isMalformed(int length) {
    byte[] padded = EnvelopePadding.pad(content(10)).toByteArray();
    for (int i = 0; i < 4; i++) {
      padded[i] = (byte) (length >>> (24 - 8 * i));
    }

    Malformed refused =
        assertThrows(Malformed.class, () -> EnvelopePadding.unpad(Bytes.copyOf(padded)));

    assertEquals(Malformed.Reason.BAD_LENGTH, refused.reason());
  }

  @ParameterizedTest
  @Covers("ENV-3")
  @ValueSource(ints = {14, 2_000, 4_099})
  void unpad_paddingThatIsNotZero_isMalformed(int index) {
    byte[] padded = EnvelopePadding.pad(content(10)).toByteArray();
    padded[index] = 1;

    Malformed refused =
        assertThrows(Malformed.class, () -> EnvelopePadding.unpad(Bytes.copyOf(padded)));

    assertEquals(Malformed.Reason.BAD_VALUE, refused.reason());
  }

  @ParameterizedTest
  @Covers("ENV-4")
  @ValueSource(ints = {0, 3, 4, 4_096, 4_099, 4_101, 65_536, 65_541, 69_636})
  void isPaddedLength_whatPaddingNeverMakes_isFalse(int length) {
    assertFalse(EnvelopePadding.isPaddedLength(length));
    assertThrows(Malformed.class, () -> EnvelopePadding.unpad(content(length)));
  }
}
