package org.phantomnet.protocol.directory;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * An entry of a verified relay list.
 *
 * @param relayId SHA-256 of the descriptor's signing key, 32 bytes
 * @param family operator family, assigned by the authorities, never by the relay
 */
public record ListedRelay(Bytes relayId, String family, RelayDescriptor descriptor) {
  @Override
  public String toString() {
    return "ListedRelay";
  }
}
