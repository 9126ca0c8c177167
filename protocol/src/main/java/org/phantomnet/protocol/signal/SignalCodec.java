package org.phantomnet.protocol.signal;

import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * Call messages to and from bytes (spec/02-messages.md). Encoding is deterministic. Decoding is strict: a singular
 * field twice, an unknown field below 64, a value out of range, trailing or missing bytes are refused with a typed
 * error; unknown fields from 64 on are ignored at every level. Stateless; thread-safe.
 */
public final class SignalCodec {
  /** What this version writes, and the highest it must be able to read. */
  public static final int VERSION = 1;

  /** Largest core, in bytes. */
  public static final int MAX_CORE = 2_976;

  /** Largest sealed message, in bytes: what a {@code SecureChannel} carries. */
  public static final int MAX_SEALED = 3_072;

  private SignalCodec() {}

  /** @throws IllegalStateException if the message does not fit {@link #MAX_CORE}: an own bug */
  public static Bytes encodeCore(CallMessage message) {
    throw new UnsupportedOperationException();
  }

  /** Decodes a core of the type its seal names. */
  public static CallMessage decodeCore(MessageType type, Bytes core) throws ProtocolException {
    throw new UnsupportedOperationException();
  }

  public static Bytes encode(SealedCall sealed) {
    throw new UnsupportedOperationException();
  }

  public static SealedCall decode(Bytes wire) throws ProtocolException {
    throw new UnsupportedOperationException();
  }
}
