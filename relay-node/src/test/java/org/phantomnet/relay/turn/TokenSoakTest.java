package org.phantomnet.relay.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.phantomnet.protocol.rule.Adversary;
import org.phantomnet.protocol.rule.Covers;
import org.phantomnet.protocol.stun.StunClass;
import org.phantomnet.protocol.token.Token;
import org.phantomnet.relay.counters.Counter;

/** Tokens at a relay that is restarted, whose disk is full, and whose wall clock jumps. */
@Timeout(120)
final class TokenSoakTest {
  private static final int STEPS = 60;

  @Test
  @Covers("TURN-46")
  @Adversary({"ADV-43", "ADV-49"})
  void eachTokenIsWorthOneCall_throughRestartsFullDisksAndClockJumps(@TempDir Path work)
      throws Exception {
    Random random = new Random(6);
    try (TokenBed bed = new TokenBed(work.resolve("spent.db"), 1)) {
      int refused = 0;
      for (int i = 0; i < STEPS; i++) {
        switch (random.nextInt(8)) {
          case 0 -> {
            bed.restartWithFullStore();
            fill(bed);
          }
          case 1 -> bed.restart();
          case 2 -> bed.pass(Duration.ofHours(1 + random.nextInt(6)));
          case 3 -> bed.pass(Duration.ofHours(-1 - random.nextInt(3)));
          default -> {}
        }
        long failedBefore = bed.count(Counter.TOKEN_STORE_FAILED);
        Token token = bed.token();
        TurnClient client = bed.client(bed.seal(token));
        boolean taken = client.allocate().messageClass() == StunClass.SUCCESS;
        refused += taken ? 0 : 1;
        // a full store may still have room on the page where this token belongs
        assertEquals(
            taken ? 0 : 1, bed.count(Counter.TOKEN_STORE_FAILED) - failedBefore, "step " + i);
        StunClass again = bed.client(bed.seal(token)).allocate().messageClass();
        assertEquals(StunClass.ERROR, again, "step " + i);
        if (taken) {
          assertEquals(StunClass.SUCCESS, client.refresh(0).messageClass());
        } else {
          bed.restart(); // the disk has room again; a refused token was not spent
          TurnClient later = bed.client(bed.seal(token));
          assertEquals(StunClass.SUCCESS, later.allocate().messageClass(), "step " + i);
          assertEquals(StunClass.SUCCESS, later.refresh(0).messageClass());
        }
        bed.awaitRest();
        assertEquals(0, bed.count(Counter.FAULTS));
      }
      assertTrue(refused > 0, "the disk was never full");
    }
  }

  /** Spends tokens until there is no room for one more. */
  private static void fill(TokenBed bed) throws Exception {
    for (int i = 0; i < 300; i++) {
      try (TurnClient client = bed.client(bed.seal(bed.token()))) {
        if (client.allocate().messageClass() != StunClass.SUCCESS) {
          return;
        }
        client.refresh(0);
      }
    }
    throw new AssertionError("the disk is never full");
  }
}
