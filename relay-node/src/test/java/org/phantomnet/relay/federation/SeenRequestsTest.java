package org.phantomnet.relay.federation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;

class SeenRequestsTest {
  private static final Bytes ENC = Bytes.copyOf(new byte[] {1});

  private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final SeenRequests seen = new SeenRequests(clock);

  @Test
  @Covers("FED-11")
  void lookup_thatCameBefore_isRefusedAsLongAsItWouldBeInTime() {
    Instant made = clock.instant();

    assertTrue(seen.take(made, ENC));
    assertFalse(seen.take(made, ENC));
    assertTrue(seen.take(made, Bytes.copyOf(new byte[] {2})));
    clock.advance(SeenRequests.TOLERANCE);
    assertFalse(seen.take(made, ENC));
    clock.advance(Duration.ofMillis(1));
    assertFalse(seen.take(made, ENC));
  }

  @Test
  @Covers("FED-11")
  void lookup_madeTooLongAgoOrAhead_isRefused() {
    Instant now = clock.instant();

    assertFalse(seen.take(now.minus(SeenRequests.TOLERANCE).minusMillis(1), ENC));
    assertFalse(seen.take(now.plus(SeenRequests.TOLERANCE).plusMillis(1), ENC));
    assertTrue(seen.take(now.minus(SeenRequests.TOLERANCE), ENC));
    assertTrue(seen.take(now.plus(SeenRequests.TOLERANCE), ENC));
  }

  @Test
  @Covers("FED-12")
  void source_ofTheSamePrefix_isOneUntilTheSaltChanges() {
    SourcePrefix prefix = new SourcePrefix(clock, new CountingRandom());
    Bytes one = Bytes.copyOf(new byte[] {5, 6, 7, 8});
    Bytes neighbour = Bytes.copyOf(new byte[] {5, 6, 7, 9});
    Bytes before = prefix.of(one);

    assertEquals(before, prefix.of(neighbour));
    assertNotEquals(before, prefix.of(Bytes.copyOf(new byte[] {5, 6, 8, 8})));
    clock.advance(Duration.ofMinutes(10));
    assertNotEquals(before, prefix.of(one));
  }
}
