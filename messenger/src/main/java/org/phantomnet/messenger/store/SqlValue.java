package org.phantomnet.messenger.store;

import java.time.Instant;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;

/** One typed argument of a prepared statement. Instants are stored as milliseconds since 1970. */
public sealed interface SqlValue {
  /** An INTEGER. */
  record OfLong(long value) implements SqlValue {}

  /** A TEXT. */
  record OfText(String value) implements SqlValue {
    @Override
    public String toString() {
      return "OfText";
    }
  }

  /** A BLOB. */
  record OfBlob(Bytes value) implements SqlValue {}

  /** NULL. */
  record OfNull() implements SqlValue {}

  static SqlValue of(long value) {
    return new OfLong(value);
  }

  static SqlValue of(boolean value) {
    return new OfLong(value ? 1 : 0);
  }

  static SqlValue of(String value) {
    return new OfText(value);
  }

  static SqlValue of(Bytes value) {
    return new OfBlob(value);
  }

  static SqlValue of(byte[] value) {
    return new OfBlob(Bytes.copyOf(value));
  }

  static SqlValue of(Instant value) {
    return new OfLong(value.toEpochMilli());
  }

  static SqlValue ofBytes(Optional<Bytes> value) {
    return value.isPresent() ? of(value.get()) : new OfNull();
  }

  static SqlValue ofText(Optional<String> value) {
    return value.isPresent() ? of(value.get()) : new OfNull();
  }
}
