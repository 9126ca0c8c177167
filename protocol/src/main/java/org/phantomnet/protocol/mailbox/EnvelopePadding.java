package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Outer padding of sealed envelopes: what a mailbox stores is a u32 length, the sealed bytes, and
 * zeros up to a whole bucket. So a chat line, a ring and an offer have one size.
 */
public final class EnvelopePadding {
  @Rule("ENV-1")
  public static final int BUCKET = 4_096;

  @Rule("ENV-2")
  public static final int MAX_BUCKETS = 16;

  public static final int LENGTH_PREFIX = 4;

  /** Largest sealed envelope, in bytes. */
  public static final int MAX_CONTENT = BUCKET * MAX_BUCKETS;

  /** Largest padded envelope, in bytes. */
  public static final int MAX_PADDED = LENGTH_PREFIX + MAX_CONTENT;

  private EnvelopePadding() {}

  /**
   * @throws IllegalArgumentException if {@code sealed} is empty or longer than {@link #MAX_CONTENT}
   */
  public static Bytes pad(Bytes sealed) {
    if (sealed.isEmpty() || sealed.length() > MAX_CONTENT) {
      throw new IllegalArgumentException("envelope length");
    }
    byte[] padded = new byte[paddedLength(sealed.length())];
    int length = sealed.length();
    padded[0] = (byte) (length >>> 24);
    padded[1] = (byte) (length >>> 16);
    padded[2] = (byte) (length >>> 8);
    padded[3] = (byte) length;
    System.arraycopy(sealed.toByteArray(), 0, padded, LENGTH_PREFIX, length);
    return Bytes.copyOf(padded);
  }

  /** Refuses any length prefix, size or padding byte that {@link #pad} would not have written. */
  @Rule("ENV-3")
  public static Bytes unpad(Bytes padded) throws Malformed {
    if (!isPaddedLength(padded.length())) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    byte[] all = padded.toByteArray();
    int length =
        (all[0] & 0xff) << 24 | (all[1] & 0xff) << 16 | (all[2] & 0xff) << 8 | all[3] & 0xff;
    if (length < 1 || length > MAX_CONTENT || paddedLength(length) != all.length) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    int nonZero = 0;
    for (int i = LENGTH_PREFIX + length; i < all.length; i++) {
      nonZero |= all[i];
    }
    if (nonZero != 0) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return Bytes.copyOf(all, LENGTH_PREFIX, length);
  }

  /** Whether a padded envelope may have this length; all that a mailbox checks. */
  @Rule("ENV-4")
  public static boolean isPaddedLength(int length) {
    int content = length - LENGTH_PREFIX;
    return content >= BUCKET && content <= MAX_CONTENT && content % BUCKET == 0;
  }

  private static int paddedLength(int length) {
    return LENGTH_PREFIX + (length + BUCKET - 1) / BUCKET * BUCKET;
  }
}
