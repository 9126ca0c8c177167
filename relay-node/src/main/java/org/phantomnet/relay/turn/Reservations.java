package org.phantomnet.relay.turn;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.relay.admission.CredentialLedger;
import org.phantomnet.relay.net.RelaySocket;

/**
 * Ports held for a second allocation (EVEN-PORT with R, RESERVATION-TOKEN; RFC 8656 sections 7.2
 * and 18.10). Each counts as an allocation of its credential, and only that credential may claim
 * it. Thread-safe: the claim may come to another loop.
 */
final class Reservations {
  /** RFC 8656 section 7.2 step 5. */
  static final long LIFETIME_MILLIS = 30_000;

  static final int TOKEN_LENGTH = 8;

  private final CredentialLedger ledger;
  private final RandomSource random;
  private final Map<Bytes, Held> held = new HashMap<>();

  Reservations(CredentialLedger ledger, RandomSource random) {
    this.ledger = ledger;
    this.random = random;
  }

  /** A reserved socket with the ledger's entry that pays for it. */
  record Held(
      RelaySocket socket,
      AddressFamily family,
      String username,
      CredentialLedger.Holding holding,
      long endsAt) {
    @Override
    public String toString() {
      return "Held";
    }
  }

  synchronized Bytes hold(Held reservation) {
    Bytes token = random.bytes(TOKEN_LENGTH);
    held.put(token, reservation);
    return token;
  }

  synchronized Optional<Held> claim(Bytes token, String username, long nowMillis) {
    Held found = held.get(token);
    if (found == null || found.endsAt <= nowMillis || !found.username.equals(username)) {
      return Optional.empty();
    }
    held.remove(token);
    return Optional.of(found);
  }

  synchronized void sweep(long nowMillis) {
    for (Iterator<Held> all = held.values().iterator(); all.hasNext(); ) {
      Held reservation = all.next();
      if (reservation.endsAt <= nowMillis) {
        reservation.socket.close();
        ledger.release(reservation.holding, nowMillis);
        all.remove();
      }
    }
  }
}
