package org.phantomnet.protocol.shield;

import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/**
 * A call message that travels under the shield, beside media: the head of an RTCP APP packet (RFC
 * 3550 section 6.7), then the message. Pure.
 */
@Rule("SHIELD-9")
public final class ShieldedMessage {
  /** The longest message, in bytes: an ACCEPT has some seventy. */
  public static final int MAX_LENGTH = 512;

  static final int HEAD = 8;
  private static final byte VERSION = (byte) 0x80;
  private static final byte APP = (byte) 204;
  private static final int WORD = 4;
  private static final int WORDS_AT = 2;

  private ShieldedMessage() {}

  /** True of the head that no media has, sealed or not. */
  public static boolean is(byte[] payload, int at, int length) {
    return length >= HEAD && payload[at] == VERSION && payload[at + 1] == APP;
  }

  /** The payload to be sealed. */
  public static byte[] of(Bytes message) {
    if (message.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("length");
    }
    byte[] payload = new byte[HEAD + message.length()];
    int words = (payload.length + WORD - 1) / WORD - 1;
    payload[0] = VERSION;
    payload[1] = APP;
    payload[WORDS_AT] = (byte) (words >> Byte.SIZE);
    payload[WORDS_AT + 1] = (byte) words;
    System.arraycopy(message.toByteArray(), 0, payload, HEAD, message.length());
    return payload;
  }

  /** What {@link #of} was made of; empty if it is longer than any message. */
  public static Optional<Bytes> message(byte[] opened, int length) {
    return length - HEAD > MAX_LENGTH
        ? Optional.empty()
        : Optional.of(Bytes.copyOf(opened, HEAD, length - HEAD));
  }
}
