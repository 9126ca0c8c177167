package org.phantomnet.relay.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.admission.CredentialLedger.Verdict;

final class AdmissionTest {
  private static final TurnLimits LIMITS = new TurnLimits(2, 3, 16, 16, 8_000_000, 10);
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final SharedSecretCredentials CREDENTIALS =
      new SharedSecretCredentials(
          SharedSecret.of("0123456789abcdef0123".getBytes(StandardCharsets.US_ASCII)));

  @Test
  @Covers("TURN-5")
  void password_isCoturns() {
    // printf %s 1793512800:alpha | openssl dgst -sha1 -hmac 0123456789abcdef0123 -binary | base64
    assertEquals("jcv84Fsx5lWEA2J5uPqbSHAq/cM=", CREDENTIALS.password("1793512800:alpha"));
  }

  @Test
  @Covers("TURN-5")
  void newUsername_isValidForSixHoursAndNamesNoOne() {
    Random random = new Random(1);
    String one = SharedSecretCredentials.newUsername(NOW, random::nextBytes);
    String other = SharedSecretCredentials.newUsername(NOW, random::nextBytes);

    assertFalse(one.equals(other));
    assertEquals(SharedSecretCredentials.Verdict.VALID, check(one, NOW));
    assertEquals(
        SharedSecretCredentials.Verdict.VALID,
        check(one, NOW.plus(Duration.ofHours(6)).minusSeconds(1)));
    assertEquals(
        SharedSecretCredentials.Verdict.EXPIRED, check(one, NOW.plus(Duration.ofHours(6))));
    assertEquals(
        SharedSecretCredentials.Verdict.TOO_LONG_LIVED,
        check(one, NOW.minus(Duration.ofMinutes(5)).minusSeconds(1)));
  }

  @Test
  @Covers("TURN-5")
  void check_afterClockWasSetBack_refusesNewcomersOnly() {
    String username = SharedSecretCredentials.newUsername(NOW, new Random(1)::nextBytes);
    Instant earlier = NOW.minus(Duration.ofHours(3));
    SharedSecretCredentials credentials =
        new SharedSecretCredentials(SharedSecret.of(new byte[SharedSecret.MIN_LENGTH]));

    assertEquals(
        SharedSecretCredentials.Verdict.TOO_LONG_LIVED,
        credentials.check(username, earlier, Duration.ZERO));
    assertEquals(
        SharedSecretCredentials.Verdict.VALID,
        credentials.check(username, earlier, SharedSecretCredentials.REFRESH_AFTER_EXPIRY));
  }

  @Test
  void sharedSecret_thatIsShort_isRefused_andDestroyedOneIsUseless() {
    SharedSecret secret = SharedSecret.of(new byte[SharedSecret.MIN_LENGTH]);
    SharedSecretCredentials credentials = new SharedSecretCredentials(secret);

    secret.close();

    assertTrue(secret.isDestroyed());
    assertThrows(IllegalStateException.class, () -> credentials.password("1"));
    assertThrows(IllegalArgumentException.class, () -> SharedSecret.of(new byte[15]));
  }

  @Test
  @Covers("TURN-6")
  void ledger_countsPerCredentialAndNode() {
    CredentialLedger ledger = new CredentialLedger(LIMITS);
    CredentialLedger.Holding first = ledger.admit("a").orElseThrow();
    assertTrue(ledger.admit("a").isPresent());

    assertEquals(Verdict.QUOTA_REACHED, ledger.verdict("a"));
    assertTrue(ledger.admit("a").isEmpty());
    assertEquals(Verdict.ADMITTED, ledger.verdict("b"));
    assertTrue(ledger.admit("b").isPresent());
    assertEquals(Verdict.CAPACITY_REACHED, ledger.verdict("c"));
    ledger.release(first, 0);
    assertEquals(Verdict.ADMITTED, ledger.verdict("a"));
    ledger.drain();
    assertEquals(Verdict.CAPACITY_REACHED, ledger.verdict("a"));
  }

  @Test
  @Covers("FWD-6")
  void proof_outlivesItsAllocationByAMinute() {
    CredentialLedger ledger = new CredentialLedger(LIMITS);
    CredentialLedger.Holding first = ledger.admit("a").orElseThrow();
    ledger.release(first, 1_000);
    ledger.sweep(60_999);
    CredentialLedger.Holding second = ledger.admit("a").orElseThrow();
    assertSame(first.proof(), second.proof());

    ledger.release(second, 2_000);
    ledger.sweep(62_000);

    assertNotSame(first.proof(), ledger.admit("a").orElseThrow().proof());
  }

  @Test
  @Adversary("ADV-49")
  void ledger_withManyShortAllocations_staysBounded() {
    CredentialLedger ledger = new CredentialLedger(LIMITS);
    for (int i = 0; i < 10_000; i++) {
      ledger.release(ledger.admit("credential " + i).orElseThrow(), 0);
    }

    assertTrue(ledger.remembered() <= 2 * LIMITS.allocationsPerNode() + 1);
  }

  @Test
  @Covers("TURN-4")
  @Adversary("ADV-43")
  void answerBudget_isPerPrefixAndPerLoop() {
    Random random = new Random(2);
    AnswerBudget budget = new AnswerBudget(random::nextBytes);
    byte[] source = {8, 8, 8, 8};
    byte[] neighbour = {8, 8, 8, 9};
    byte[] stranger = {9, 9, 9, 9};

    assertTrue(budget.spend(source, 100, 100, 0));
    assertTrue(budget.spend(source, 0, AnswerBudget.SLOT_BYTES_PER_SECOND, 0));
    assertFalse(budget.spend(neighbour, 20, 32, 0));
    assertTrue(budget.spend(source, 32, 32, 0));
    assertTrue(budget.spend(stranger, 20, 32, 0));
    assertTrue(budget.spend(neighbour, 20, 32, 1_000));
    long spent = 0;
    for (int i = 0; i < 1_000_000; i++) {
      byte[] spoofed = new byte[16];
      random.nextBytes(spoofed);
      if (budget.spend(spoofed, 20, 64, 5_000)) {
        spent += 44;
      }
    }
    assertTrue(spent <= AnswerBudget.LOOP_BYTES_PER_SECOND, "spent " + spent);
  }

  private static SharedSecretCredentials.Verdict check(String username, Instant now) {
    return CREDENTIALS.check(username, now, Duration.ZERO);
  }
}
