package org.phantomnet.conformance.explore;

import java.time.Instant;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;

/** What the two know of each other, and the one instant of a world without durations. */
final class People {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private static final UserAddress ALICE = UserAddress.parse("alice@mailbox.example:443");
  private static final UserAddress BOB = UserAddress.parse("bob@mailbox.example:443");
  private static final Bytes ALICES_IDENTITY = PlacedCall.filled(33, 5);
  private static final Bytes BOBS_IDENTITY = PlacedCall.filled(33, 6);

  private People() {}

  static UserAddress address(Side side) {
    return side == Side.ALICE ? ALICE : BOB;
  }

  static Bytes identity(Side side) {
    return side == Side.ALICE ? ALICES_IDENTITY : BOBS_IDENTITY;
  }
}
