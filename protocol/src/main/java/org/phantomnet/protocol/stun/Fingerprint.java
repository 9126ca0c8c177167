package org.phantomnet.protocol.stun;

import java.util.zip.CRC32;
import org.phantomnet.protocol.rule.Rule;

/**
 * FINGERPRINT: CRC-32 of the message before it, exclusive-or 0x5354554e (RFC 8489 section 14.7).
 */
public final class Fingerprint {
  public static final int VALUE_LENGTH = 4;
  private static final int XOR = 0x5354554e;

  /** What {@link #check} finds. */
  public enum Verdict {
    VALID,
    ABSENT,
    WRONG
  }

  private Fingerprint() {}

  @Rule("STUN-5")
  public static Verdict check(StunMessage message) {
    int at = message.fingerprintAt();
    if (at == StunMessage.NONE) {
      return Verdict.ABSENT;
    }
    if (message.lengthAt(at) != VALUE_LENGTH) {
      return Verdict.WRONG;
    }
    int expected = compute(message.buffer(), message.offset(), at - message.offset());
    return Octets.i32(message.buffer(), message.valueOffset(at)) == expected
        ? Verdict.VALID
        : Verdict.WRONG;
  }

  /** Over {@code length} bytes whose header already announces the FINGERPRINT attribute. */
  static int compute(byte[] buffer, int offset, int length) {
    CRC32 crc = new CRC32();
    crc.update(buffer, offset, length);
    return (int) crc.getValue() ^ XOR;
  }
}
