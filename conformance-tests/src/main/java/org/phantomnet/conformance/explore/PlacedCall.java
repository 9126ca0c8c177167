package org.phantomnet.conformance.explore;

import java.util.Arrays;
import org.phantomnet.engine.state.CallRef;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * A call that one of the two may place, once.
 *
 * @param rank decides glare between equal modes (CALL-12)
 */
record PlacedCall(Side by, CallId id, CallMode mode, MediaKind media, Bytes rank) {
  static PlacedCall of(Side by, int id, CallMode mode, MediaKind media, int rank) {
    return new PlacedCall(by, new CallId(filled(16, id)), mode, media, filled(32, rank));
  }

  /** The call's name on that side's device. */
  CallRef on(Side side) {
    return new CallRef(id, side == by ? Role.CALLER : Role.CALLEE);
  }

  static Bytes filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }
}
