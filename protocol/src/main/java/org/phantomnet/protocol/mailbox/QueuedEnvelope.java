package org.phantomnet.protocol.mailbox;

import java.time.Duration;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A sealed envelope as its mailbox delivers it.
 *
 * @param id the sender's envelope id, which the acknowledgement names
 * @param sealed sealed-sender ciphertext, padding already taken off
 * @param heldFor how long the mailbox says that it held the envelope; a mailbox may lie
 */
public record QueuedEnvelope(UUID id, Bytes sealed, Duration heldFor) {
  @Override
  public String toString() {
    return "QueuedEnvelope";
  }
}
