package org.phantomnet.protocol.devices;

import java.util.Locale;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * What a new device shows so that the primary can link it: where to put the answer, and for whom to
 * seal it.
 *
 * @param slot 16 random bytes
 * @param publicKey X25519, 32 bytes
 */
public record LinkCode(Bytes slot, Bytes publicKey) {
  public static final int SLOT_LENGTH = 16;
  public static final int KEY_LENGTH = 32;
  private static final String PREFIX = "phantom-link:";
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"; // RFC 4648 section 6
  private static final int CHARACTERS = 77;
  private static final int CHARACTER_BITS = 5;

  public LinkCode {
    if (slot.length() != SLOT_LENGTH || publicKey.length() != KEY_LENGTH) {
      throw new IllegalArgumentException("link code");
    }
  }

  /** As text and in a QR code. */
  public String text() {
    byte[] all = new byte[SLOT_LENGTH + KEY_LENGTH];
    System.arraycopy(slot.toByteArray(), 0, all, 0, SLOT_LENGTH);
    System.arraycopy(publicKey.toByteArray(), 0, all, SLOT_LENGTH, KEY_LENGTH);
    StringBuilder text = new StringBuilder(PREFIX);
    int bits = 0;
    int held = 0;
    for (byte each : all) {
      held = held << 8 | each & 0xff;
      for (bits += 8; bits >= CHARACTER_BITS; bits -= CHARACTER_BITS) {
        text.append(ALPHABET.charAt(held >> (bits - CHARACTER_BITS) & 31));
      }
      held &= (1 << bits) - 1;
    }
    return text.append(ALPHABET.charAt(held << (CHARACTER_BITS - bits) & 31)).toString();
  }

  /** One code has one text, but for upper case and spaces around it. */
  public static LinkCode parse(String typed) throws Malformed {
    String text = typed.trim().toLowerCase(Locale.ROOT);
    if (!text.startsWith(PREFIX)) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    String code = text.substring(PREFIX.length());
    if (code.length() != CHARACTERS) {
      throw new Malformed(Malformed.Reason.BAD_LENGTH);
    }
    byte[] all = new byte[SLOT_LENGTH + KEY_LENGTH];
    int bits = 0;
    int held = 0;
    int at = 0;
    for (int i = 0; i < CHARACTERS; i++) {
      int value = ALPHABET.indexOf(code.charAt(i));
      if (value < 0) {
        throw new Malformed(Malformed.Reason.BAD_ENCODING);
      }
      held = (held << CHARACTER_BITS | value) & 0xfff;
      bits += CHARACTER_BITS;
      if (bits >= 8 && at < all.length) {
        bits -= 8;
        all[at++] = (byte) (held >> bits);
      }
    }
    if ((held & (1 << bits) - 1) != 0) {
      throw new Malformed(Malformed.Reason.BAD_ENCODING);
    }
    return new LinkCode(
        Bytes.copyOf(all, 0, SLOT_LENGTH), Bytes.copyOf(all, SLOT_LENGTH, KEY_LENGTH));
  }

  /** A code is no secret, but who has it may try to use it first. */
  @Override
  public String toString() {
    return "LinkCode";
  }
}
