package org.phantomnet.relay.turn;

import java.util.Optional;
import org.phantomnet.relay.admission.CredentialLedger;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.admission.PrefixQuota;
import org.phantomnet.relay.admission.SharedSecretCredentials;
import org.phantomnet.relay.admission.TokenDesk;

/** What the loops of one server share. Thread-safe parts. */
record Node(
    TurnConfig config,
    TurnEnvironment environment,
    SharedSecretCredentials credentials,
    CredentialLedger ledger,
    Reservations reservations,
    RelayPorts ports,
    PeerPolicy peers,
    Alternates alternates,
    PrefixQuota prefixes,
    Optional<TokenDesk> tokens) {
  @Override
  public String toString() {
    return "Node";
  }
}
