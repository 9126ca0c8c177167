package org.phantomnet.messenger.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Covers;

class BackoffTest {
  private static RandomSource always(int value) {
    return bytes -> java.util.Arrays.fill(bytes, (byte) value);
  }

  @Test
  @Covers("MBX-32")
  void pause_doublesUpToTheLongest() {
    long[] millis = {250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000};

    for (int failures = 1; failures <= millis.length; failures++) {
      assertEquals(
          Duration.ofMillis(millis[failures - 1]), Backoff.STANDARD.pause(failures, always(0)));
    }
    assertEquals(Duration.ofSeconds(30), Backoff.STANDARD.pause(Integer.MAX_VALUE, always(0)));
  }

  @Test
  @Covers("MBX-32")
  void pause_isShortenedByChance_byAQuarterAtMost() {
    Set<Duration> pauses = new HashSet<>();
    for (int chance = 0; chance < 256; chance++) {
      Duration pause = Backoff.STANDARD.pause(9, always(chance));
      assertTrue(pause.compareTo(Duration.ofMillis(22_500)) > 0);
      assertTrue(pause.compareTo(Duration.ofSeconds(30)) <= 0);
      pauses.add(pause);
    }

    assertEquals(256, pauses.size());
  }
}
