package org.phantomnet.engine.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.phantomnet.engine.api.EndReason;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.handshake.Role;
import org.phantomnet.protocol.id.CallId;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/** The ladder of states and the facts they share: each step stands on the one below. */
final class Fixtures {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final UserAddress BOB = UserAddress.parse("bob@mailbox.example:443");
  static final Bytes BOBS_IDENTITY = bytes(33, 5);
  static final Bytes OTHER_IDENTITY = bytes(33, 6);
  static final CallRef PLACED = new CallRef(new CallId(bytes(16, 1)), Role.CALLER);
  static final CallRef TAKEN = new CallRef(new CallId(bytes(16, 2)), Role.CALLEE);
  static final Bytes LOW = bytes(32, 1);
  static final Bytes MIDDLE = bytes(32, 0x7f);
  static final Bytes HIGH = bytes(32, 0x80);
  static final Ability ABLE = new Ability(true, false);

  /** An accepted contact with an earlier call. */
  static final ContactPolicy FRIEND = policy(CallMode.FAST, false, false, true, true);

  /** An accepted contact that never called or was called. */
  static final ContactPolicy NEW_CONTACT = policy(CallMode.FAST, false, false, false, true);

  private Fixtures() {}

  static Bytes bytes(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }

  static ContactPolicy policy(
      CallMode floor, boolean requirePq, boolean blocked, boolean mayReply, boolean acknowledged) {
    return new ContactPolicy(
        CallMode.PRIVATE, floor, requirePq, blocked, false, mayReply, acknowledged);
  }

  static CallFacts facts(CallRef call) {
    return facts(call, CallMode.PRIVATE, MIDDLE);
  }

  static CallFacts facts(CallRef call, CallMode mode, Bytes rank) {
    return new CallFacts(call, BOB, BOBS_IDENTITY, mode, MediaKind.AUDIO, NOW, rank);
  }

  static PersonEvent.StartRequested start(CallMode mode, Bytes rank) {
    return new PersonEvent.StartRequested(
        PLACED,
        BOB,
        BOBS_IDENTITY,
        List.of(1),
        Optional.of(FRIEND),
        mode,
        MediaKind.AUDIO,
        rank,
        ABLE,
        Occupancy.FREE);
  }

  /** What a device that is asked to move its call is to place. */
  static PersonEvent.StartRequested continuation() {
    return new PersonEvent.StartRequested(
        new CallRef(
            new CallId(Bytes.copyOf(new byte[] {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9})),
            Role.CALLER),
        BOB,
        BOBS_IDENTITY,
        List.of(2),
        Optional.of(FRIEND),
        CallMode.PRIVATE,
        MediaKind.AUDIO,
        MIDDLE,
        ABLE,
        Occupancy.FREE,
        Optional.of(PLACED.id()));
  }

  /** A fresh offer of a friend. */
  static MessageEvent.OfferReceived offer(CallMode mode, Bytes rank) {
    return offer(TAKEN, mode, rank, NOW, Duration.ZERO, Optional.of(FRIEND));
  }

  static MessageEvent.OfferReceived offer(
      CallRef call,
      CallMode mode,
      Bytes rank,
      Instant createdAt,
      Duration held,
      Optional<ContactPolicy> policy) {
    return new MessageEvent.OfferReceived(
        call,
        1,
        BOB,
        BOBS_IDENTITY,
        mode,
        MediaKind.AUDIO,
        createdAt,
        held,
        false,
        policy,
        rank,
        ABLE,
        Occupancy.FREE);
  }

  static MessageEvent.OfferReceived seen(MessageEvent.OfferReceived o) {
    return new MessageEvent.OfferReceived(
        o.call(),
        o.device(),
        o.contact(),
        o.identity(),
        o.mode(),
        o.media(),
        o.createdAt(),
        o.heldByMailbox(),
        true,
        o.policy(),
        o.rank(),
        o.ability(),
        o.occupancy());
  }

  static Legs legs(Leg... legs) {
    Legs all = Legs.opening(List.of());
    for (Leg leg : legs) {
      all = all.with(leg);
    }
    return all;
  }

  static Leg leg(int device, Leg.Stage stage) {
    return Leg.opening(device).at(stage);
  }

  static Dialing dialing() {
    return new Dialing(facts(PLACED), legs(leg(1, Leg.Stage.OFFERED)), true);
  }

  static RemoteRinging remoteRinging() {
    return new RemoteRinging(facts(PLACED), legs(leg(1, Leg.Stage.ANSWERED).nowConnecting()));
  }

  static Ringing ringing() {
    return new Ringing(facts(TAKEN), 1, Ringing.Path.NONE, true);
  }

  static Ringing ringingAnswered() {
    return new Ringing(facts(TAKEN), 1, Ringing.Path.ANSWERED, true);
  }

  static Connecting connecting(CallRef call) {
    return new Connecting(facts(call), 1, false, false);
  }

  static Connected connected(CallRef call) {
    return new Connected(facts(call), 1, NOW, false, Renewal.NONE);
  }

  static Reconnecting reconnecting(CallRef call) {
    return new Reconnecting(facts(call), 1, NOW, false, Loss.INTERRUPTED, Renewal.NONE);
  }

  static Ended ended(CallRef call) {
    return new Ended(facts(call), EndReason.HUNG_UP_LOCALLY, Optional.empty(), Duration.ZERO, NOW);
  }
}
