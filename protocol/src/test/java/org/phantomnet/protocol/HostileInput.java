package org.phantomnet.protocol;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.phantomnet.protocol.bytes.Bytes;

/** What every strict decoder must survive. */
public final class HostileInput {
  private static final int FLIPS = 400;

  private HostileInput() {}

  /** A decoder under test. */
  public interface Decoder {
    Object decode(Bytes wire) throws ProtocolException;
  }

  /**
   * Every truncation is refused, so is a trailing byte, and damage gives a value or a
   * ProtocolException, nothing else.
   */
  public static void assertStrict(Decoder decoder, Bytes valid) {
    assertDoesNotThrow(() -> decoder.decode(valid));
    byte[] bytes = valid.toByteArray();
    int step = Math.max(1, bytes.length / 500);
    for (int length = 0; length < bytes.length; length += step) {
      Bytes truncated = Bytes.copyOf(bytes, 0, length);
      assertThrows(ProtocolException.class, () -> decoder.decode(truncated));
    }
    Bytes longer = Bytes.copyOf(Arrays.copyOf(bytes, bytes.length + 1));
    assertThrows(ProtocolException.class, () -> decoder.decode(longer));
    Random random = new Random(1);
    for (int i = 0; i < FLIPS; i++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        decoder.decode(Bytes.copyOf(damaged));
      } catch (ProtocolException refused) {
        // as it should be; any other exception fails the test
      }
    }
  }

  /**
   * The empty extension block at the end, replaced by others: unknown ones below 64 are refused,
   * above ignored.
   */
  public static void assertExtensionRule(Decoder decoder, Bytes valid) throws ProtocolException {
    Object plain = decoder.decode(valid);
    assertEquals(plain, decoder.decode(withExtensions(valid, 2, 64, 0, 1, 7, 200, 0, 0)));
    assertRefused(ProtocolException.Unsupported.class, decoder, withExtensions(valid, 1, 63, 0, 0));
    assertRefused(
        ProtocolException.Malformed.class, decoder, withExtensions(valid, 2, 64, 0, 0, 64, 0, 0));
    assertRefused(
        ProtocolException.Malformed.class, decoder, withExtensions(valid, 2, 65, 0, 0, 64, 0, 0));
    assertRefused(ProtocolException.Malformed.class, decoder, withExtensions(valid, 1, 64, 0, 9));
  }

  private static void assertRefused(Class<? extends Throwable> as, Decoder decoder, Bytes wire) {
    assertThrows(as, () -> decoder.decode(wire));
  }

  private static Bytes withExtensions(Bytes valid, int... block) {
    byte[] bytes = Arrays.copyOf(valid.toByteArray(), valid.length() - 1 + block.length);
    for (int i = 0; i < block.length; i++) {
      bytes[valid.length() - 1 + i] = (byte) block[i];
    }
    return Bytes.copyOf(bytes);
  }
}
