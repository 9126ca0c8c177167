package org.phantomnet.protocol.stun;

/** The method of a STUN message (RFC 8489 section 18.2, RFC 8656 section 17). */
public enum StunMethod {
  BINDING(0x001),
  ALLOCATE(0x003),
  REFRESH(0x004),
  SEND(0x006),
  DATA(0x007),
  CREATE_PERMISSION(0x008),
  CHANNEL_BIND(0x009),
  /** Any number that is none of the above. */
  OTHER(0xFFF);

  private static final StunMethod[] BY_NUMBER = new StunMethod[0x10];

  static {
    for (int i = 0; i < BY_NUMBER.length; i++) {
      BY_NUMBER[i] = OTHER;
    }
    for (StunMethod method : values()) {
      if (method != OTHER) {
        BY_NUMBER[method.number] = method;
      }
    }
  }

  private final int number;

  StunMethod(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /** The message type with this method and {@code messageClass} (RFC 8489 figure 3). */
  public int type(StunClass messageClass) {
    int m = number;
    int c = messageClass.bits();
    return (m & 0x00F) | (m & 0x070) << 1 | (m & 0xF80) << 2 | (c & 0b01) << 4 | (c & 0b10) << 7;
  }

  public static StunMethod ofType(int messageType) {
    int number = (messageType & 0x000F) | (messageType >> 1 & 0x0070) | (messageType >> 2 & 0x0F80);
    return number < BY_NUMBER.length ? BY_NUMBER[number] : OTHER;
  }
}
