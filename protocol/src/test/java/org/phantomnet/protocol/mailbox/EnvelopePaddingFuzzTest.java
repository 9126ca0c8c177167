package org.phantomnet.protocol.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.HostileInput;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;

/** What a hostile mailbox delivers as a padded envelope. */
class EnvelopePaddingFuzzTest {
  /**
   * A fuzzer does not write whole buckets by itself. The first byte says how many there are and how
   * many bytes too few or too many; the second how far apart the rest is strewn over them.
   */
  @FuzzTest
  @Covers("ENV-3")
  void unpad(byte[] data) {
    byte[] padded = strewn(data);

    Optional<Bytes> sealed = HostileInput.decoded(padded, EnvelopePadding::unpad);

    sealed.ifPresent(bytes -> assertEquals(Bytes.copyOf(padded), EnvelopePadding.pad(bytes)));
  }

  private static byte[] strewn(byte[] data) {
    if (data.length < 2) {
      return data;
    }
    int buckets = (data[0] & 0xff) % (EnvelopePadding.MAX_BUCKETS + 2);
    int off = data[0] < -96 ? data[0] % 3 : 0;
    int length = EnvelopePadding.LENGTH_PREFIX + buckets * EnvelopePadding.BUCKET + off;
    byte[] padded = new byte[length];
    int stride = 1 + (data[1] & 0xff);
    for (int i = 2, at = 0; i < data.length && at < length; i++) {
      padded[at] = data[i];
      at += i < 2 + EnvelopePadding.LENGTH_PREFIX ? 1 : stride;
    }
    return padded;
  }

  static List<byte[]> unpadSeeds() {
    byte[] short1 = {1, 0, 0, 0, 0, 5, 'h', 'e', 'l', 'l', 'o'};
    byte[] full = {1, 0, 0, 0, 16, 0, 'h'};
    byte[] two = Arrays.copyOf(new byte[] {2, 77, 0, 0, 31, 1, 9, 9, 9, 9}, 60);
    byte[] most = {16, 0, 0, 1, 0, 0, 1};
    return List.of(short1, full, two, most);
  }
}
