package org.phantomnet.protocol.devices;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * A sealed provisioning message for who opened a slot.
 *
 * @param slot 16 bytes
 * @param sealed 1 to {@link LinkCodec#MAX_SEALED} bytes
 */
public record LinkDeposit(Bytes slot, Bytes sealed) {
  public LinkDeposit {
    if (slot.length() != LinkCode.SLOT_LENGTH
        || sealed.isEmpty()
        || sealed.length() > LinkCodec.MAX_SEALED) {
      throw new IllegalArgumentException("link deposit");
    }
  }

  @Override
  public String toString() {
    return "LinkDeposit";
  }
}
