package org.phantomnet.protocol.directory;

import java.time.Instant;
import org.phantomnet.protocol.ProtocolException.Malformed;
import org.phantomnet.protocol.bytes.WireReader;

/** Instants on the wire: whole seconds since 1970, u64, at most year 9999. */
final class Times {
  private static final long MAX_SECONDS = 253_402_300_799L;

  private Times() {}

  static Instant read(WireReader reader) throws Malformed {
    long seconds = reader.u64();
    if (seconds > MAX_SECONDS) {
      throw new Malformed(Malformed.Reason.BAD_VALUE);
    }
    return Instant.ofEpochSecond(seconds);
  }
}
