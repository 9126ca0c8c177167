package org.phantomnet.relay.turn;

import org.phantomnet.relay.admission.CredentialLedger;
import org.phantomnet.relay.admission.PeerPolicy;
import org.phantomnet.relay.admission.SharedSecretCredentials;

/** What the loops of one server share. Thread-safe parts. */
record Node(
    TurnConfig config,
    TurnEnvironment environment,
    SharedSecretCredentials credentials,
    CredentialLedger ledger,
    Reservations reservations,
    RelayPorts ports,
    PeerPolicy peers,
    Alternates alternates) {
  @Override
  public String toString() {
    return "Node";
  }
}
