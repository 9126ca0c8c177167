package org.phantomnet.conformance.capture;

import java.util.Optional;

/**
 * One attribute of a STUN message.
 *
 * @param address of those that hold one, with the XOR taken off
 */
record StunAttribute(Type type, Octets value, Optional<Endpoint> address) {
  private static final int ANY = -1;
  private static final int ADDRESS = -2;

  /** Every type that may be met; a message with another one is not understood, so not allowed. */
  enum Type {
    MAPPED_ADDRESS(0x0001, ADDRESS),
    USERNAME(0x0006, ANY),
    MESSAGE_INTEGRITY(0x0008, 20),
    ERROR_CODE(0x0009, ANY),
    UNKNOWN_ATTRIBUTES(0x000a, ANY),
    CHANNEL_NUMBER(0x000c, 4),
    LIFETIME(0x000d, 4),
    XOR_PEER_ADDRESS(0x0012, ADDRESS),
    DATA(0x0013, ANY),
    REALM(0x0014, ANY),
    NONCE(0x0015, ANY),
    XOR_RELAYED_ADDRESS(0x0016, ADDRESS),
    REQUESTED_ADDRESS_FAMILY(0x0017, 4),
    REQUESTED_TRANSPORT(0x0019, 4),
    DONT_FRAGMENT(0x001a, 0),
    XOR_MAPPED_ADDRESS(0x0020, ADDRESS),
    PRIORITY(0x0024, 4),
    USE_CANDIDATE(0x0025, 0),
    /** A relay's: SHA-256 and MD5, without parameters. */
    PASSWORD_ALGORITHMS(0x8002, 8),
    SOFTWARE(0x8022, ANY),
    ALTERNATE_SERVER(0x8023, ADDRESS),
    FINGERPRINT(0x8028, 4),
    ICE_CONTROLLED(0x8029, 8),
    ICE_CONTROLLING(0x802a, 8),
    /** libwebrtc's: number and cost of a network, 0 and 0 as far as we let it know any. */
    GOOG_NETWORK_INFO(0xc057, 4);

    private final int number;
    private final int length;

    Type(int number, int length) {
      this.number = number;
      this.length = length;
    }

    static Type of(int number) throws Malformed {
      for (Type type : values()) {
        if (type.number == number) {
          return type;
        }
      }
      throw new Malformed("STUN attribute " + Integer.toHexString(number));
    }

    private boolean isPlain() {
      return this == MAPPED_ADDRESS || this == ALTERNATE_SERVER;
    }
  }

  /**
   * @param header the message's first 20 octets, which addresses are mixed with
   */
  static StunAttribute read(Type type, Octets value, Octets header) throws Malformed {
    if (type.length >= 0) {
      Malformed.unless(value.length() == type.length, "length of " + type);
    }
    if (type == Type.ERROR_CODE) {
      Malformed.unless(
          value.length() >= 4 && value.u16(0) == 0 && value.u8(2) >= 3 && value.u8(2) <= 6,
          "error code");
    }
    return new StunAttribute(
        type,
        value,
        type.length == ADDRESS
            ? Optional.of(address(value, type.isPlain() ? Octets.NONE : header))
            : Optional.empty());
  }

  private static Endpoint address(Octets value, Octets header) throws Malformed {
    Malformed.unless(value.length() == 8 || value.length() == 20, "length of an address");
    int family = value.length() == 8 ? 1 : 2;
    Malformed.unless(value.u8(0) == 0 && value.u8(1) == family, "family of an address");
    byte[] host = value.after(4).copy();
    int port = value.u16(2);
    if (!header.isEmpty()) {
      port ^= header.u16(4);
      for (int at = 0; at < host.length; at++) {
        host[at] ^= (byte) header.u8(4 + at);
      }
    }
    return new Endpoint(new Host(Octets.of(host)), port);
  }

  int errorCode() {
    return value.u8(2) * 100 + value.u8(3);
  }
}
