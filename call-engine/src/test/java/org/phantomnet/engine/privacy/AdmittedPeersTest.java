package org.phantomnet.engine.privacy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.phantomnet.engine.privacy.TestRelays.candidate;
import static org.phantomnet.engine.privacy.TestRelays.ip;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.signal.CallMode;
import org.phantomnet.protocol.signal.Candidate;
import org.phantomnet.protocol.signal.CandidateType;

@Covers("PRIV-10")
final class AdmittedPeersTest {
  private static final int SEVERAL_TIMES = 100;

  private final AdmittedPeers peers = new AdmittedPeers(CallMode.PRIVATE);

  @Test
  void peerAdmittedAgainAndAgain_takesOnePlace() {
    for (int i = 0; i < SEVERAL_TIMES; i++) {
      peers.admit(peer(1));
    }

    assertTrue(peers.admits(new byte[] {(byte) 192, 0, 2, 1}, 0, 4, 5_000));
  }

  @Test
  void morePeersThanACallHas_areAnOwnBug() {
    for (int last = 1; last <= TrickledCandidates.MAX; last++) {
      peers.admit(peer(last));
    }

    assertThrows(IllegalStateException.class, () -> peers.admit(peer(100)));
  }

  @Test
  void samePortAtAnotherAddress_isNoPeer() {
    peers.admit(peer(1));

    assertFalse(peers.admits(new byte[] {(byte) 192, 0, 2, 2}, 0, 4, 5_000));
    assertFalse(peers.admits(new byte[] {(byte) 192, 0, 2, 1}, 0, 4, 5_001));
    assertFalse(peers.admits(new byte[] {(byte) 192, 0, 2, 1, 0}, 0, 5, 5_000));
  }

  @Test
  @Covers("PRIV-10")
  void admittedAddress_inFast_isAPeerOnAnyPort() {
    AdmittedPeers inFast = new AdmittedPeers(CallMode.FAST);
    inFast.admit(peer(1));

    assertTrue(inFast.admits(new byte[] {(byte) 192, 0, 2, 1}, 0, 4, 1_024));
    assertFalse(inFast.admits(new byte[] {(byte) 192, 0, 2, 2}, 0, 4, 5_000));
  }

  @Test
  @Covers("PRIV-17")
  @Adversary("ADV-36")
  void admittedAddress_inFast_isNoPeerOnAServicesPort_butWhereAListedRelayStandsThere() {
    AdmittedPeers inFast = new AdmittedPeers(CallMode.FAST);
    inFast.admit(peer(1));
    byte[] address = {(byte) 192, 0, 2, 1};

    assertFalse(inFast.admits(address, 0, 4, 1_023));
    assertFalse(inFast.admits(address, 0, 4, 443));
    inFast.admit(candidate(CandidateType.RELAY, ip(192, 0, 2, 1), 443));
    assertTrue(inFast.admits(address, 0, 4, 443));
    assertFalse(inFast.admits(address, 0, 4, 53));
  }

  @Test
  @Covers("PRIV-10")
  void admittedAddress_whereRelaysAreRequired_isAPeerOnItsPortOnly() {
    for (CallMode mode : List.of(CallMode.PRIVATE, CallMode.PARANOID)) {
      AdmittedPeers strict = new AdmittedPeers(mode);
      strict.admit(peer(1));

      assertFalse(strict.admits(new byte[] {(byte) 192, 0, 2, 1}, 0, 4, 5_001));
    }
  }

  private static Candidate peer(int last) {
    return candidate(CandidateType.RELAY, ip(192, 0, 2, last), 5_000);
  }
}
