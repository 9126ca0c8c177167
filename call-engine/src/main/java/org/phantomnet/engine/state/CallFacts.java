package org.phantomnet.engine.state;

import java.time.Instant;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * What stays the same for the life of a call.
 *
 * @param identity the contact's identity key that the call is bound to, 33 bytes; public
 * @param rank decides glare between equal modes (CALL-12)
 */
public record CallFacts(
    CallRef call,
    UserAddress contact,
    Bytes identity,
    CallMode mode,
    MediaKind media,
    Instant startedAt,
    Bytes rank) {
  static CallFacts of(PersonEvent.StartRequested start, Instant now) {
    return new CallFacts(
        start.call(),
        start.contact(),
        start.identity(),
        start.mode(),
        start.media(),
        now,
        start.rank());
  }

  static CallFacts of(MessageEvent.OfferReceived offer, Instant now) {
    return new CallFacts(
        offer.call(),
        offer.contact(),
        offer.identity(),
        offer.mode(),
        offer.media(),
        now,
        offer.rank());
  }

  /**
   * What can be said of a call whose offer cannot be read: it is recorded as a Private audio call.
   */
  static CallFacts of(MessageEvent.NewerOfferReceived offer, Instant now) {
    return new CallFacts(
        offer.call(),
        offer.contact(),
        offer.identity(),
        CallMode.PRIVATE,
        MediaKind.AUDIO,
        now,
        Bytes.EMPTY);
  }

  @Override
  public String toString() {
    return "CallFacts";
  }
}
