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
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.grant.RelayGrant;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.testkit.MovableClock;

/** The pool against a real issuer over loopback TLS. */
class GrantPoolTest {
  @TempDir Path directory;
  private final MovableClock clock = new MovableClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final ManualTimers timers = new ManualTimers();
  private final MemoryStore store = new MemoryStore();
  private LiveDirectory server;
  private DirectoryClient relays;
  private GrantPool pool;

  @BeforeEach
  void start() throws Exception {
    server = new LiveDirectory(directory, clock);
    server.publish(1, "first");
    relays =
        DirectoryClient.open(
            server.estate(true),
            store.lists,
            store.guards,
            new GuardChooser(clock, LiveDirectory.RANDOM),
            timers,
            clock,
            LiveDirectory.RANDOM);
    relays.refresh();
    pool = new GrantPool(relays, timers, clock, LiveDirectory.RANDOM);
  }

  @AfterEach
  void stop() {
    pool.close();
    relays.close();
    server.close();
  }

  @Test
  @Covers("GRANT-5")
  void take_afterARefill_handsOutFourDifferentGrantsWithoutANetwork() {
    assertTrue(pool.refill());
    server.close();
    Set<String> users = new HashSet<>();

    for (int i = 0; i < 4; i++) {
      users.add(pool.take(server.issuingRelay()).orElseThrow().username());
    }

    assertEquals(4, users.size());
    assertEquals(Optional.empty(), pool.take(server.issuingRelay()));
  }

  @Test
  @Covers("GRANT-5")
  void take_plansItsReplacementMinutesLater() throws Exception {
    pool.refill();

    pool.take(server.issuingRelay());

    ManualTimers.Planned planned = timers.next();
    assertTrue(planned.delay().compareTo(Duration.ofMinutes(1)) >= 0);
    assertTrue(planned.delay().compareTo(Duration.ofMinutes(10)) <= 0);
    assertEquals(3, pool.held(server.issuingRelay()));
    planned.task().run();
    timers.next(); // planned once the background run is done
    assertEquals(4, pool.held(server.issuingRelay()));
  }

  @Test
  void take_atAnUnknownRelay_isEmpty() {
    pool.refill();

    assertEquals(Optional.empty(), pool.take(Bytes.copyOf(new byte[32])));
  }

  @Test
  void take_expiredGrant_isNotHandedOut() {
    pool.refill();

    clock.advance(Duration.ofHours(6));

    assertEquals(Optional.empty(), pool.take(server.issuingRelay()));
  }

  @Test
  void refill_grantsNearTheirEnd_fetchesNewOnesAndTheOldStayGoodFirst() {
    pool.refill();
    clock.advance(Duration.ofHours(5).plusMinutes(1));

    pool.refill();

    assertEquals(8, pool.held(server.issuingRelay()));
    RelayGrant first = pool.take(server.issuingRelay()).orElseThrow();
    assertTrue(first.expiresAt().isBefore(clock.instant().plus(Duration.ofHours(1))));
  }

  @Test
  void refill_issuerDown_saysSo() {
    server.close();

    assertFalse(pool.refill());
    assertEquals(0, pool.held(server.issuingRelay()));
  }
}
