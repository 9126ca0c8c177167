package org.phantomnet.relay.admission;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * An address prefix.
 *
 * @param address 4 or 16 bytes; bits after the prefix do not count
 * @param bits length of the prefix, 0 to 32 or 128
 */
public record IpPrefix(Bytes address, int bits) {
  public IpPrefix {
    if ((address.length() != 4 && address.length() != 16)
        || bits < 0
        || bits > address.length() * 8) {
      throw new IllegalArgumentException("prefix");
    }
  }

  /**
   * Whether the address in the first {@code length} bytes of {@code candidate} is inside. Allocates
   * nothing.
   */
  public boolean contains(byte[] candidate, int length) {
    return length == address.length() && matches(candidate, 0);
  }

  /** Whether all of {@code other} is inside. */
  public boolean contains(IpPrefix other) {
    return other.bits >= bits && contains(other.address.toByteArray(), other.address.length());
  }

  boolean matches(byte[] candidate, int at) {
    int whole = bits / 8;
    for (int i = 0; i < whole; i++) {
      if (candidate[at + i] != address.at(i)) {
        return false;
      }
    }
    int rest = bits % 8;
    return rest == 0 || (candidate[at + whole] ^ address.at(whole)) >> (8 - rest) == 0;
  }

  @Override
  public String toString() {
    return "IpPrefix/" + bits;
  }
}
