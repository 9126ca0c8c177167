package org.phantomnet.relay.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.grant.GrantChallenge;
import org.phantomnet.protocol.grant.GrantRequest;
import org.phantomnet.protocol.grant.ProofOfWork;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;
import org.phantomnet.relay.https.Refused;

class GrantDeskTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Bytes RELAY = Bytes.copyOf(new byte[32]);
  private static final RelayGrant GRANT = new RelayGrant(RELAY, "user", "password", NOW);

  private final TestClock clock = new TestClock(NOW);
  private final GrantDesk desk = desk(RELAY);

  private GrantDesk desk(Bytes relay) {
    return new GrantDesk(relay, 6, () -> GRANT, clock, new SystemRandom());
  }

  private static GrantRequest solved(GrantChallenge challenge) {
    return new GrantRequest(challenge, ProofOfWork.solve(challenge, () -> false).orElseThrow());
  }

  private void assertBadWork(GrantRequest request) {
    assertEquals(
        Refusal.BAD_WORK, assertThrows(Refused.class, () -> desk.redeem(request)).refusal());
  }

  @Test
  @Covers("GRANT-4")
  void redeem_solvedChallenge_isWorthOneGrant() throws Exception {
    GrantRequest request = solved(desk.challenge());

    assertEquals(GRANT, desk.redeem(request));
    assertBadWork(request);
  }

  @Test
  @Covers("GRANT-1")
  void redeem_wrongSolution_isRefused() {
    GrantChallenge challenge = desk.challenge();
    long wrong = 0;
    while (ProofOfWork.isSolution(challenge, wrong)) {
      wrong++;
    }

    assertBadWork(new GrantRequest(challenge, wrong));
  }

  @Test
  @Covers("GRANT-3")
  void redeem_challengeMadeEasier_isRefused() {
    GrantChallenge real = desk.challenge();
    GrantChallenge easier = new GrantChallenge(RELAY, real.issuedAt(), 0, real.nonce(), real.mac());

    assertBadWork(solved(easier));
  }

  @Test
  @Covers("GRANT-3")
  void redeem_challengeOfAnotherRelay_isRefused() {
    byte[] other = new byte[32];
    other[0] = 1;

    assertBadWork(solved(desk(Bytes.copyOf(other)).challenge()));
  }

  @Test
  @Covers("GRANT-3")
  void redeem_afterTwoMinutes_isRefused() throws Exception {
    GrantRequest inTime = solved(desk.challenge());
    GrantRequest late = solved(desk.challenge());

    clock.advance(Duration.ofSeconds(120));
    assertEquals(GRANT, desk.redeem(inTime));
    clock.advance(Duration.ofSeconds(1));

    assertBadWork(late);
  }
}
