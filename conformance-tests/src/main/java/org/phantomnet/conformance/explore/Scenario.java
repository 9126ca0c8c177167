package org.phantomnet.conformance.explore;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.phantomnet.engine.port.ContactBook.ContactPolicy;
import org.phantomnet.engine.state.Ability;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * One of the situations that are explored, each over the full bounds.
 *
 * @param calls what the two may place
 * @param policies what each thinks of the other; empty for no contact
 * @param abilities what each one's engine can do
 * @param permits automatic replies that each device has left
 * @param ages how old offers may look
 * @param unreadable offers are of a version that their receiver cannot read (CALL-33)
 * @param disagree a planted bug: Alice computes every rank upside down
 * @param renewing who may begin to make a new connection, once (CALL-50)
 * @param newer how many messages of a later version each side may say in a call
 */
record Scenario(
    String name,
    List<PlacedCall> calls,
    Map<Side, Optional<ContactPolicy>> policies,
    Map<Side, Ability> abilities,
    int permits,
    Set<OfferAge> ages,
    int newer,
    boolean unreadable,
    boolean disagree,
    Set<Side> renewing) {
  Scenario {
    calls = List.copyOf(calls);
    policies = new EnumMap<>(policies);
    abilities = new EnumMap<>(abilities);
    ages = Set.copyOf(ages);
    renewing = Set.copyOf(renewing);
  }

  /** The rank of a call as that device computes it. */
  Bytes rank(Side side, int call) {
    byte[] rank = calls.get(call).rank().toByteArray();
    for (int i = 0; disagree && side == Side.ALICE && i < rank.length; i++) {
      rank[i] = (byte) ~rank[i];
    }
    return Bytes.copyOf(rank);
  }

  Scenario aged(Set<OfferAge> itsAges) {
    return new Scenario(
        name, calls, policies, abilities, permits, itsAges, newer, unreadable, disagree, renewing);
  }

  Scenario unreadable(String itsName) {
    return new Scenario(
        itsName, calls, policies, abilities, permits, ages, newer, true, disagree, renewing);
  }

  Scenario renewing(String itsName, Set<Side> sides) {
    return new Scenario(
        itsName,
        calls,
        policies,
        abilities,
        permits,
        Set.of(OfferAge.FRESH),
        newer,
        unreadable,
        disagree,
        sides);
  }

  Scenario disagreeing() {
    return new Scenario(
        name, calls, policies, abilities, permits, ages, newer, unreadable, true, renewing);
  }

  Optional<ContactPolicy> policy(Side side) {
    return policies.getOrDefault(side, Optional.empty());
  }

  /** One call and nothing unusual in it: small enough for wider bounds in every test run. */
  boolean isSmall() {
    return calls.size() == 1 && newer == 0 && renewing.isEmpty();
  }

  /** Both may call. */
  boolean isGlare() {
    return calls.stream().map(PlacedCall::by).distinct().count() > 1;
  }

  Ability ability(Side side) {
    return abilities.getOrDefault(side, new Ability(false, false));
  }
}
