package org.phantomnet.protocol;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.phantomnet.protocol.bytes.Bytes;

/** What every strict decoder must survive. */
public final class HostileInput {
  private static final int FLIPS = 400;

  private HostileInput() {}

  /** Above what any message takes, keys and all. */
  private static final long MOST_ALLOCATED = 2 << 20;

  private static final long MOST_PER_BYTE = 64;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A decoder under test that gives a value of one type. */
  public interface TypedDecoder<T> {
    T decode(Bytes wire) throws ProtocolException;
  }

  /**
   * The value, or empty if the input is refused as every refusal must be: with a typed error whose
   * message is its reason's name and which drags nothing along. Anything else that is thrown fails
   * the fuzz test, and so does memory out of all proportion.
   */
  public static <T> Optional<T> decoded(byte[] input, TypedDecoder<T> decoder) {
    Bytes wire = Bytes.copyOf(input);
    long most = MOST_ALLOCATED + MOST_PER_BYTE * input.length;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Optional<T> value = decodedOrRefused(wire, decoder);
    if (THREADS.getCurrentThreadAllocatedBytes() - before > most) {
      before = THREADS.getCurrentThreadAllocatedBytes(); // the first time, classes were loaded
      decodedOrRefused(wire, decoder);
      assertTrue(THREADS.getCurrentThreadAllocatedBytes() - before <= most, "bytes allocated");
    }
    return value;
  }

  private static <T> Optional<T> decodedOrRefused(Bytes wire, TypedDecoder<T> decoder) {
    try {
      return Optional.of(decoder.decode(wire));
    } catch (ProtocolException refused) {
      assertTellsOnlyItsReason(refused);
      return Optional.empty();
    }
  }

  private static void assertTellsOnlyItsReason(ProtocolException refused) {
    String reason;
    if (refused instanceof ProtocolException.Malformed malformed) {
      reason = malformed.reason().name();
    } else if (refused instanceof ProtocolException.Unauthentic unauthentic) {
      reason = unauthentic.reason().name();
    } else {
      reason = ((ProtocolException.Unsupported) refused).reason().name();
    }
    assertEquals(reason, refused.getMessage());
    assertNull(refused.getCause());
    assertEquals(0, refused.getSuppressed().length);
  }

  /**
   * Of what was decoded from {@code input}, the encoding is the input itself, up to the extension
   * block that may follow (ENV-5).
   */
  public static void assertCanonical(byte[] input, Bytes encoded) {
    int body = encoded.length() - 1;
    assertTrue(body <= input.length - 1, "shorter than what it decoded to");
    assertEquals(Bytes.copyOf(encoded.toByteArray(), 0, body), Bytes.copyOf(input, 0, body));
    if (input[body] == 0) {
      assertEquals(encoded.length(), input.length);
    }
  }

  /** {@code choice} in front of the bytes: for targets that hold several decoders. */
  public static byte[] chosen(int choice, Bytes bytes) {
    byte[] seed = new byte[bytes.length() + 1];
    seed[0] = (byte) choice;
    System.arraycopy(bytes.toByteArray(), 0, seed, 1, bytes.length());
    return seed;
  }

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
