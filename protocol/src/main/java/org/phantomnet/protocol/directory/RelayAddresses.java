package org.phantomnet.protocol.directory;

import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Rule;

/** Which addresses a relay of a public estate may have. */
final class RelayAddresses {
  private RelayAddresses() {}

  /**
   * False for unspecified, loopback, private, shared, link-local, multicast and reserved addresses,
   * and for IPv6 outside 2000::/3 or embedding IPv4 (6to4, Teredo): none of them names a relay that
   * everyone can reach.
   */
  @Rule("DIR-7")
  static boolean isPublic(Bytes address) {
    Bytes plain = unmapped(address);
    int a = plain.at(0) & 0xff;
    int b = plain.at(1) & 0xff;
    if (plain.length() == 4) {
      return a != 0
          && a != 10
          && a != 127
          && a < 224
          && !(a == 100 && (b & 0xc0) == 64)
          && !(a == 169 && b == 254)
          && !(a == 172 && (b & 0xf0) == 16)
          && !(a == 192 && b == 0 && plain.at(2) == 0)
          && !(a == 192 && b == 168)
          && !(a == 198 && (b & 0xfe) == 18);
    }
    boolean globalUnicast = (a & 0xe0) == 0x20;
    boolean sixToFour = a == 0x20 && b == 0x02;
    boolean teredo = a == 0x20 && b == 0x01 && plain.at(2) == 0 && plain.at(3) == 0;
    return globalUnicast && !sixToFour && !teredo;
  }

  /** The IPv4 address inside ::ffff:0:0/96, else the address itself. */
  static Bytes unmapped(Bytes address) {
    if (address.length() != 16 || address.at(10) != (byte) 0xff || address.at(11) != (byte) 0xff) {
      return address;
    }
    for (int i = 0; i < 10; i++) {
      if (address.at(i) != 0) {
        return address;
      }
    }
    return Bytes.copyOf(address.toByteArray(), 12, 4);
  }
}
