package org.phantomnet.protocol.signal;

import java.util.Arrays;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.rule.Rule;

/**
 * The three fields that begin a core in every version: version, min_version, call_id. What follows
 * them in a version that this one does not read is not looked at.
 */
final class NewerCore {
  private static final int VERSION_TAG = 0x08; // field 1, varint
  private static final int MIN_VERSION_TAG = 0x10; // field 2, varint
  private static final int CALL_ID_TAG = 0x1a; // field 3, bytes
  private static final int MAX_VERSION_BYTES = 5; // 2^31-1

  private final byte[] core;
  private int at;

  private NewerCore(byte[] core) {
    this.core = core;
  }

  /** Empty unless the core begins with these fields and asks for a newer reader. */
  @Rule("SIG-14")
  static Optional<CallId> callId(byte[] core) {
    NewerCore reader = new NewerCore(core);
    boolean newer =
        reader.next(VERSION_TAG)
            && reader.version() >= 1
            && reader.next(MIN_VERSION_TAG)
            && reader.version() > SignalCodec.VERSION
            && reader.next(CALL_ID_TAG)
            && reader.next(CallId.LENGTH)
            && core.length - reader.at >= CallId.LENGTH;
    return newer
        ? Optional.of(
            new CallId(
                Bytes.copyOf(Arrays.copyOfRange(core, reader.at, reader.at + CallId.LENGTH))))
        : Optional.empty();
  }

  private boolean next(int expected) {
    return at < core.length && core[at++] == expected;
  }

  /** The shortest varint from 1 to 2^31-1, or -1. */
  private long version() {
    long value = 0;
    for (int i = 0; i < MAX_VERSION_BYTES && at < core.length; i++) {
      int octet = core[at++] & 0xff;
      value |= (long) (octet & 0x7f) << (7 * i);
      if (octet < 0x80) {
        boolean shortest = i == 0 || octet != 0;
        return shortest && value <= Integer.MAX_VALUE ? value : -1;
      }
    }
    return -1;
  }
}
