package org.phantomnet.protocol.mailbox;

import org.phantomnet.protocol.bytes.Bytes;

/**
 * What one device needs to speak to its mailbox. Kept in the encrypted store; does not print.
 *
 * @param device 1 to 127; 1 is the primary device
 * @param authToken the 32 bytes of {@link Registration#authToken()}
 */
public record Account(AccountId id, int device, Bytes authToken) {
  @Override
  public String toString() {
    return "Account";
  }
}
