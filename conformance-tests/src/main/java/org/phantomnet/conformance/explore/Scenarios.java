package org.phantomnet.conformance.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.state.Ability;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.MediaKind;

/**
 * The situations that are explored. Alice and Bob are told apart by nothing but their calls, so
 * what is here for one is proven for the other.
 */
final class Scenarios {
  private static final int PERMITS = 2;
  private static final int HIGH = 0x80;
  private static final int LOW = 0x7f;
  private static final Ability ABLE = new Ability(true, true);
  private static final ContactPolicy FRIEND = policy(CallMode.FAST, false, false, true, true);
  private static final ContactPolicy NEW_CONTACT = policy(CallMode.FAST, false, false, false, true);

  private Scenarios() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (CallMode mode : CallMode.values()) {
      all.add(oneCalls("one calls, " + mode, mode, FRIEND, ABLE, PERMITS));
      all.add(bothCall("both call, " + mode, mode, mode));
    }
    all.add(bothCall("both call, FAST and PRIVATE", CallMode.FAST, CallMode.PRIVATE));
    all.add(bothCall("both call, FAST and PARANOID", CallMode.FAST, CallMode.PARANOID));
    all.add(bothCall("both call, PRIVATE and PARANOID", CallMode.PRIVATE, CallMode.PARANOID));
    all.add(equalIds("both call, equal ids, PRIVATE", CallMode.PRIVATE, CallMode.PRIVATE));
    all.add(equalIds("both call, equal ids, FAST and PRIVATE", CallMode.FAST, CallMode.PRIVATE));
    all.add(bothCallWithMedia("both call, the wider wins", HIGH, LOW));
    all.add(bothCallWithMedia("both call, the narrower wins", LOW, HIGH));
    all.add(newContacts());
    all.add(callsTwice());
    all.addAll(relations());
    all.add(newerVersions());
    all.add(
        named(all, "one calls, PRIVATE")
            .renewing("one calls, with a new connection, PRIVATE", Set.of(Side.values())));
    for (Side side : Side.values()) {
      all.add(
          named(all, "one calls, FAST")
              .renewing("one calls, with a new connection of " + side + ", FAST", Set.of(side)));
    }
    all.add(
        named(all, "one calls, PRIVATE").unreadable("one calls, with an offer of a later version"));
    all.add(
        named(all, "one calls twice")
            .unreadable("one calls twice, with offers of a later version"));
    return all;
  }

  /** Has more states than all others together: for a soak. */
  static Scenario huge() {
    return named("one calls, FAST")
        .renewing("one calls, with a new connection, FAST", Set.of(Side.values()));
  }

  static Scenario named(String name) {
    return named(all(), name);
  }

  private static Scenario named(List<Scenario> among, String name) {
    return among.stream()
        .filter(scenario -> scenario.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<Scenario> relations() {
    CallMode mode = CallMode.PRIVATE;
    ContactPolicy blocked = policy(CallMode.FAST, false, true, true, true);
    ContactPolicy changed = policy(CallMode.FAST, false, false, true, false);
    ContactPolicy strict = policy(CallMode.PARANOID, false, false, true, true);
    ContactPolicy postQuantum = policy(CallMode.FAST, true, false, true, true);
    return List.of(
        oneCalls("one calls, no permit left", mode, FRIEND, ABLE, 0),
        oneCalls("one calls, one permit left", mode, FRIEND, ABLE, 1),
        oneCalls("one calls a new contact", mode, NEW_CONTACT, ABLE, PERMITS),
        strangers(),
        oneCalls("one calls, blocked", mode, blocked, ABLE, PERMITS),
        oneCalls("one calls, identity changed", mode, changed, ABLE, PERMITS),
        oneCalls("one calls, below the floor", mode, strict, ABLE, PERMITS),
        oneCalls("one calls, unsupported", mode, FRIEND, new Ability(false, false), PERMITS),
        oneCalls(
            "one calls, not post-quantum", mode, postQuantum, new Ability(true, false), PERMITS));
  }

  private static ContactPolicy policy(
      CallMode floor, boolean requirePq, boolean blocked, boolean mayReply, boolean acknowledged) {
    return new ContactPolicy(
        CallMode.PRIVATE, floor, requirePq, blocked, false, mayReply, acknowledged);
  }

  /**
   * @param bobs what Bob thinks of Alice
   * @param ability what Bob's engine can do
   */
  private static Scenario oneCalls(
      String name, CallMode mode, ContactPolicy bobs, Ability ability, int permits) {
    return new Scenario(
        name,
        List.of(PlacedCall.of(Side.ALICE, 1, mode, MediaKind.AUDIO, HIGH)),
        Map.of(Side.ALICE, Optional.of(FRIEND), Side.BOB, Optional.of(bobs)),
        Map.of(Side.ALICE, ABLE, Side.BOB, ability),
        permits,
        Set.of(OfferAge.values()),
        0,
        false,
        false,
        Set.of());
  }

  private static Scenario strangers() {
    return new Scenario(
        "one calls a stranger",
        List.of(PlacedCall.of(Side.ALICE, 1, CallMode.PRIVATE, MediaKind.AUDIO, HIGH)),
        Map.of(Side.ALICE, Optional.of(FRIEND), Side.BOB, Optional.empty()),
        Map.of(Side.ALICE, ABLE, Side.BOB, ABLE),
        PERMITS,
        Set.of(OfferAge.values()),
        0,
        false,
        false,
        Set.of());
  }

  private static Scenario newerVersions() {
    Scenario plain = oneCalls("", CallMode.PRIVATE, FRIEND, ABLE, PERMITS);
    return new Scenario(
        "one calls, with messages of later versions",
        plain.calls(),
        plain.policies(),
        plain.abilities(),
        PERMITS,
        Set.of(OfferAge.FRESH),
        1,
        false,
        false,
        Set.of());
  }

  private static Scenario bothCall(String name, CallMode alices, CallMode bobs) {
    return friends(
        name,
        PlacedCall.of(Side.ALICE, 1, alices, MediaKind.AUDIO, HIGH),
        PlacedCall.of(Side.BOB, 2, bobs, MediaKind.AUDIO, LOW));
  }

  /** Chance does not give two calls one id; a peer may. Their age adds nothing to that. */
  private static Scenario equalIds(String name, CallMode alices, CallMode bobs) {
    Scenario plain =
        friends(
            name,
            PlacedCall.of(Side.ALICE, 1, alices, MediaKind.AUDIO, HIGH),
            PlacedCall.of(Side.BOB, 1, bobs, MediaKind.AUDIO, LOW));
    return plain.aged(Set.of(OfferAge.FRESH));
  }

  private static Scenario bothCallWithMedia(String name, int alices, int bobs) {
    return friends(
        name,
        PlacedCall.of(Side.ALICE, 1, CallMode.PRIVATE, MediaKind.AUDIO_VIDEO, alices),
        PlacedCall.of(Side.BOB, 2, CallMode.PRIVATE, MediaKind.AUDIO, bobs));
  }

  private static Scenario callsTwice() {
    return friends(
        "one calls twice",
        PlacedCall.of(Side.ALICE, 1, CallMode.PRIVATE, MediaKind.AUDIO, HIGH),
        PlacedCall.of(Side.ALICE, 2, CallMode.PRIVATE, MediaKind.AUDIO, LOW));
  }

  private static Scenario newContacts() {
    Scenario plain = bothCall("", CallMode.PRIVATE, CallMode.PRIVATE);
    return new Scenario(
        "both call, new contacts",
        plain.calls(),
        Map.of(Side.ALICE, Optional.of(NEW_CONTACT), Side.BOB, Optional.of(NEW_CONTACT)),
        plain.abilities(),
        0,
        plain.ages(),
        0,
        false,
        false,
        Set.of());
  }

  private static Scenario friends(String name, PlacedCall... calls) {
    return new Scenario(
        name,
        List.of(calls),
        Map.of(Side.ALICE, Optional.of(FRIEND), Side.BOB, Optional.of(FRIEND)),
        Map.of(Side.ALICE, ABLE, Side.BOB, ABLE),
        PERMITS,
        Set.of(OfferAge.values()),
        0,
        false,
        false,
        Set.of());
  }
}
