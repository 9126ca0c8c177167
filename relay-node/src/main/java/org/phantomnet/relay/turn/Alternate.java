package org.phantomnet.relay.turn;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * Another relay's listener that clients of a draining one are sent to (ALTERNATE-SERVER, RFC 8489
 * section 14.15). Immutable.
 *
 * @param address 4 or 16 bytes; told to clients of the same address family only
 * @param port its listener for the same transport
 */
public record Alternate(Bytes address, int port) {
  public Alternate {
    if ((address.length() != 4 && address.length() != 16) || port < 1 || port > 0xFFFF) {
      throw new IllegalArgumentException("alternate");
    }
  }

  @Override
  public String toString() {
    return "Alternate";
  }
}
