package org.phantomnet.engine.privacy;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * The network a device stands in, by its default route: what Fast mode needs to tell a neighbour
 * from an injected private address.
 *
 * @param address the default route's own interface address, 4 or 16 bytes
 * @param prefixLength of that interface's network, in bits
 * @param reflexive the address the internet sees, 4 or 16 bytes; empty if unknown
 */
public record LocalNetwork(Bytes address, int prefixLength, Bytes reflexive) {
  public LocalNetwork {
    if ((address.length() != 4 && address.length() != 16)
        || prefixLength < 8
        || prefixLength > address.length() * 8) {
      throw new IllegalArgumentException("local network");
    }
  }

  /** The same network, with the address the internet sees. */
  LocalNetwork seenAs(Bytes seen) {
    return new LocalNetwork(address, prefixLength, seen);
  }

  /** True if {@code other} is another address of this network. */
  boolean contains(Bytes other) {
    if (other.length() != address.length() || other.equals(address)) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >> (bit % 8);
      if (((address.at(bit / 8) ^ other.at(bit / 8)) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "LocalNetwork";
  }
}
