package org.phantomnet.protocol.stun;

/** The class of a STUN message (RFC 8489 section 5). */
public enum StunClass {
  REQUEST(0b00),
  INDICATION(0b01),
  SUCCESS(0b10),
  ERROR(0b11);

  private static final StunClass[] BY_BITS = {REQUEST, INDICATION, SUCCESS, ERROR};

  private final int bits;

  StunClass(int bits) {
    this.bits = bits;
  }

  public int bits() {
    return bits;
  }

  /** The class in a message type's bits 4 and 8 (RFC 8489 figure 3). */
  public static StunClass ofType(int messageType) {
    return BY_BITS[(messageType >> 4 & 0b01) | (messageType >> 7 & 0b10)];
  }
}
