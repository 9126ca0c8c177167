package org.phantomnet.engine.state;

import java.time.Instant;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * What stays the same for the life of a call.
 *
 * @param identity the contact's identity key that the call is bound to, 33 bytes; public
 * @param rank decides glare between equal modes (CALL-12)
 * @param continues placed here: the live call that goes on as this one (CALL-81); taken here: what
 *     the caller says of that, which nothing but words may hang on (CALL-82)
 */
public record CallFacts(
    CallRef call,
    UserAddress contact,
    Bytes identity,
    CallMode mode,
    MediaKind media,
    Instant startedAt,
    Bytes rank,
    Optional<CallId> continues) {
  /** Of a call that continues no other. */
  public CallFacts(
      CallRef call,
      UserAddress contact,
      Bytes identity,
      CallMode mode,
      MediaKind media,
      Instant startedAt,
      Bytes rank) {
    this(call, contact, identity, mode, media, startedAt, rank, Optional.empty());
  }

  static CallFacts of(PersonEvent.StartRequested start, Instant now) {
    return new CallFacts(
        start.call(),
        start.contact(),
        start.identity(),
        start.mode(),
        start.media(),
        now,
        start.rank(),
        start.continues());
  }

  static CallFacts of(MessageEvent.OfferReceived offer, Instant now) {
    return new CallFacts(
        offer.call(),
        offer.contact(),
        offer.identity(),
        offer.mode(),
        offer.media(),
        now,
        offer.rank(),
        offer.continues());
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
        Bytes.EMPTY,
        Optional.empty());
  }

  /**
   * This device placed it so that another call goes on as this one. One that was taken never is:
   * whatever its caller says, it is a call like any other.
   */
  @Rule("CALL-82")
  public boolean isContinuation() {
    return call.outgoing() && continues.isPresent();
  }

  @Override
  public String toString() {
    return "CallFacts";
  }
}
