package org.phantomnet.conformance.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger("alice", "bob");

  @Test
  void linesUnderWay_areThoseConfirmed_afterTheNewestThatWasShown() {
    ledger.confirmed(ledger.write());
    ledger.write(); // its writer was killed
    String third = ledger.write();
    ledger.confirmed(third);
    ledger.confirmed(ledger.write());
    assertEquals(3, ledger.underWayCount());

    ledger.shown(third); // the first came, too: its reader was killed before it told so

    assertEquals(1, ledger.underWayCount());
  }

  @Test
  void nothing_isUnderWay_atFirst() {
    assertEquals(0, ledger.underWayCount());
  }
}
