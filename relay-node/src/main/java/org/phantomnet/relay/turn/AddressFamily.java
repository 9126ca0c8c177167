package org.phantomnet.relay.turn;

import java.util.Optional;

/** REQUESTED-ADDRESS-FAMILY values (RFC 8656 section 18.6). */
enum AddressFamily {
  IPV4(0x01, 4),
  IPV6(0x02, 16);

  private final int code;
  private final int addressLength;

  AddressFamily(int code, int addressLength) {
    this.code = code;
    this.addressLength = addressLength;
  }

  int code() {
    return code;
  }

  /** In bytes. */
  int addressLength() {
    return addressLength;
  }

  static Optional<AddressFamily> of(int code) {
    for (AddressFamily family : values()) {
      if (family.code == code) {
        return Optional.of(family);
      }
    }
    return Optional.empty();
  }
}
