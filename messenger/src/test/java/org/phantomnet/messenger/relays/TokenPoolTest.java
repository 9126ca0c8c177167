package org.phantomnet.messenger.relays;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.token.TokenChallenge;
import org.phantomnet.protocol.token.TokenCredential;
import org.phantomnet.testkit.MovableClock;

/** Tokens before grants, against a real issuer over loopback TLS. */
class TokenPoolTest {
  @TempDir Path directory;
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final ManualTimers timers = new ManualTimers();
  private final MemoryStore store = new MemoryStore();
  private LiveDirectory server;
  private DirectoryClient relays;
  private GrantPool pool;

  @BeforeEach
  void start() throws Exception {
    server = new LiveDirectory(directory, clock, true);
    relays =
        DirectoryClient.open(
            server.estate(true),
            store.lists,
            store.guards,
            new GuardChooser(clock, LiveDirectory.RANDOM),
            timers,
            clock,
            LiveDirectory.RANDOM);
    TokenPool tokens = new TokenPool(relays, clock, LiveDirectory.RANDOM);
    pool = new GrantPool(relays, Optional.of(tokens), timers, clock, LiveDirectory.RANDOM);
  }

  @AfterEach
  void stop() {
    pool.close();
    relays.close();
    server.close();
  }

  private RelayGrant take() {
    return pool.take(server.issuingRelay()).orElseThrow();
  }

  @Test
  @Covers({"TOK-22", "TOK-23"})
  void take_guardThatTakesTokens_givesEightWithoutANetworkAndThenNone() throws Exception {
    server.publishWithIssuer(1, "second", "first");
    relays.refresh();
    assertTrue(pool.refill());
    long epoch = TokenChallenge.epoch(clock.instant());
    Set<String> names = new HashSet<>();
    Set<Object> nonces = new HashSet<>();

    assertEquals(8, pool.held(server.issuingRelay()));
    for (int i = 0; i < 8; i++) {
      RelayGrant grant = take();
      assertEquals(TokenCredential.USERNAME_LENGTH, grant.username().length());
      TokenCredential.Opened opened = server.redeem(grant, epoch);
      assertEquals(opened.password(), grant.password());
      names.add(grant.username());
      nonces.add(opened.nonce());
    }

    assertEquals(8, names.size());
    assertEquals(8, nonces.size());
    assertEquals(0, server.minted.get());
    assertEquals(Optional.empty(), pool.take(server.issuingRelay()));
  }

  @Test
  @Covers("TOK-22")
  void refill_fewerThanFourLeft_asksForEightMore() throws Exception {
    server.publishWithIssuer(1, "second", "first");
    relays.refresh();
    pool.refill();
    for (int i = 0; i < 4; i++) {
      take();
    }

    assertTrue(pool.refill());
    assertEquals(4, pool.held(server.issuingRelay()));
    take();
    assertTrue(pool.refill());
    assertEquals(11, pool.held(server.issuingRelay()));
  }

  @Test
  @Covers("TOK-22")
  @Adversary("ADV-57")
  void refill_issuerOfTheGuardsOwnFamily_fallsBackToGrants() throws Exception {
    server.publishWithIssuer(1, "first", "first");
    relays.refresh();

    assertTrue(pool.refill());

    assertEquals(4, server.minted.get());
    assertFalse(TokenCredential.isToken(take().username()));
  }

  @Test
  @Covers("TOK-23")
  @Adversary("ADV-57")
  void take_inTheSecondEpoch_givesThemAndNoLongerAtItsEnd() throws Exception {
    server.publishWithIssuer(1, "second", "first");
    relays.refresh();
    pool.refill();
    long epoch = TokenChallenge.epoch(clock.instant());

    clock.advance(Duration.ofHours(35)); // 23:00 of the day behind
    server.redeem(take(), epoch);
    clock.advance(Duration.ofMinutes(51));

    assertEquals(0, pool.held(server.issuingRelay()));
    assertEquals(Optional.empty(), pool.take(server.issuingRelay()));
  }
}
