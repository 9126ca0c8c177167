package org.phantomnet.relay.mailbox.sqlite;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.phantomnet.protocol.mailbox.AccountId;

/** Ids as the database holds them. */
final class Blobs {
  private Blobs() {}

  static byte[] of(AccountId id) {
    return of(id.value());
  }

  static byte[] of(UUID value) {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }

  static UUID uuid(byte[] blob) {
    ByteBuffer buffer = ByteBuffer.wrap(blob);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
