package org.phantomnet.protocol.directory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * A list that {@link RelayListVerifier} accepted. Immutable. Families are the effective ones:
 * relays that {@link FamilyRule} counts as one operator carry the same label.
 *
 * @param notAfter from then on nothing in it counts
 */
public record VerifiedRelayList(
    long version,
    Instant notAfter,
    boolean testEstate,
    boolean singleFamilyAllowed,
    List<ListedRelay> relays,
    List<ListedIssuer> issuers) {
  public VerifiedRelayList {
    relays = List.copyOf(relays);
    issuers = List.copyOf(issuers);
  }

  /** Without issuers. */
  public VerifiedRelayList(
      long version,
      Instant notAfter,
      boolean testEstate,
      boolean singleFamilyAllowed,
      List<ListedRelay> relays) {
    this(version, notAfter, testEstate, singleFamilyAllowed, relays, List.of());
  }

  public Optional<ListedRelay> find(Bytes relayId) {
    return relays.stream().filter(relay -> relay.relayId().equals(relayId)).findFirst();
  }

  @Override
  public String toString() {
    return "VerifiedRelayList";
  }
}
