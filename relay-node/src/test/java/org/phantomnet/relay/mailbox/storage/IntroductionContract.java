package org.phantomnet.relay.mailbox.storage;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.mailbox.AccountId;

/** Introductions: a few sends, one account, a while. */
public interface IntroductionContract extends StorageBed {
  private void introduce(int token, Instant expires, int sends) throws StorageException {
    storage()
        .transact(
            content -> {
              content.introductions().add(StorageBed.hash(token), BOB, expires, sends);
              return content;
            });
  }

  private boolean use(int token, AccountId to, Instant now) throws StorageException {
    return storage()
        .transact(content -> content.introductions().use(StorageBed.hash(token), to, now));
  }

  @Test
  default void introduction_isGoodForItsSendsOnly() throws Exception {
    introduce(1, NOON, 2);

    assertTrue(use(1, BOB, NOON.minusSeconds(1)));
    assertTrue(use(1, BOB, NOON.minusSeconds(1)));
    assertFalse(use(1, BOB, NOON.minusSeconds(1)));
  }

  @Test
  default void introduction_toAnother_isWorthNothingAndLosesNothing() throws Exception {
    introduce(1, NOON, 1);

    assertFalse(use(1, ALICE, NOON.minusSeconds(1)));
    assertFalse(use(2, BOB, NOON.minusSeconds(1)));

    assertTrue(use(1, BOB, NOON.minusSeconds(1)));
  }

  @Test
  default void introduction_expiresToTheMillisecond() throws Exception {
    introduce(1, NOON, 9);

    assertTrue(use(1, BOB, NOON.minusMillis(1)));
    assertFalse(use(1, BOB, NOON));
  }

  @Test
  default void sweep_keepsWhatIsStillGood() throws Exception {
    introduce(1, NOON.plusMillis(1), 1);
    introduce(2, NOON, 1);

    storage()
        .transact(
            content -> {
              content.introductions().sweep(NOON);
              return content;
            });

    assertTrue(use(1, BOB, NOON));
    assertFalse(use(2, BOB, NOON.minusSeconds(1)));
  }
}
