package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.ProtocolException.Malformed.Reason;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * Padding inside a sealed request or answer: a u32 length, the content, and zeros up to a whole
 * number of blocks, so that nearly all requests have one size and nearly all answers another.
 *
 * @param block bytes of a block
 * @param most blocks at most
 */
@Rule("FED-5")
record BlockPadding(int block, int most) {
  static final BlockPadding REQUEST = new BlockPadding(4_352, 16);

  static final BlockPadding ANSWER = new BlockPadding(10_240, 4);

  private static final int PREFIX = 4;

  Bytes pad(Bytes content) {
    int blocks = blocks(content.length());
    if (blocks > most) {
      throw new IllegalArgumentException("length");
    }
    byte[] padded = new byte[blocks * block];
    int length = content.length();
    padded[0] = (byte) (length >>> 24);
    padded[1] = (byte) (length >>> 16);
    padded[2] = (byte) (length >>> 8);
    padded[3] = (byte) length;
    System.arraycopy(content.toByteArray(), 0, padded, PREFIX, length);
    return Bytes.copyOf(padded);
  }

  /** Refuses whatever {@link #pad} would not have written. */
  Bytes unpad(Bytes padded) throws Malformed {
    if (!isPaddedLength(padded.length())) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    byte[] all = padded.toByteArray();
    long length =
        ((all[0] & 0xffL) << 24) | (all[1] & 0xff) << 16 | (all[2] & 0xff) << 8 | all[3] & 0xff;
    if (length > all.length - PREFIX || blocks((int) length) * block != all.length) {
      throw new Malformed(Reason.BAD_LENGTH);
    }
    int nonZero = 0;
    for (int i = PREFIX + (int) length; i < all.length; i++) {
      nonZero |= all[i];
    }
    if (nonZero != 0) {
      throw new Malformed(Reason.BAD_VALUE);
    }
    return Bytes.copyOf(all, PREFIX, (int) length);
  }

  boolean isPaddedLength(int length) {
    return length > 0 && length % block == 0 && length / block <= most;
  }

  int longest() {
    return block * most;
  }

  private int blocks(int content) {
    return (PREFIX + content + block - 1) / block;
  }
}
