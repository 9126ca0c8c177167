package org.phantomnet.relay.issuer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.SystemRandom;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.relay.TestClock;

class SourceLimitTest {
  private final TestClock clock = new TestClock(Instant.parse("2026-11-20T12:00:00Z"));
  private final SourceLimit limit = new SourceLimit(16, clock, new SystemRandom());

  private static Bytes address(String text) throws Exception {
    return Bytes.copyOf(InetAddress.getByName(text).getAddress());
  }

  @Test
  @Covers("TOK-18")
  @Adversary("ADV-43")
  void prefix_thatHasHadItsShare_waitsForTheNextMinute() throws Exception {
    assertTrue(limit.take(address("192.0.2.1"), 8));
    assertTrue(limit.take(address("192.0.2.200"), 8));
    assertFalse(limit.take(address("192.0.2.77"), 1));

    clock.advance(Duration.ofSeconds(59));
    assertFalse(limit.take(address("192.0.2.77"), 1));
    clock.advance(Duration.ofSeconds(1));

    assertTrue(limit.take(address("192.0.2.77"), 16));
  }

  @Test
  @Covers("TOK-18")
  void batch_thatDoesNotFit_costsNothing() throws Exception {
    assertTrue(limit.take(address("2001:db8:1::1"), 12));
    assertFalse(limit.take(address("2001:db8:1:ffff::2"), 8));

    assertTrue(limit.take(address("2001:db8:1:5::3"), 4));
  }

  @Test
  @Covers("TOK-18")
  void others_haveSharesOfTheirOwn() throws Exception {
    assertTrue(limit.take(address("192.0.2.1"), 16));

    int served = 0;
    for (int i = 0; i < 64; i++) {
      served += limit.take(address("198.51." + i + ".1"), 8) ? 1 : 0;
    }

    assertTrue(served >= 60, "64 prefixes in 4096 places rarely meet, but " + (64 - served));
  }
}
