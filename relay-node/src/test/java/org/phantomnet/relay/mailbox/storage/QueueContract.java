package org.phantomnet.relay.mailbox.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.rule.Covers;

/** Queues: in order, each id once, there until acknowledged or expired. */
public interface QueueContract extends StorageBed {
  private StoredQueues.Load load(AccountId of) throws StorageException {
    return storage().transact(content -> content.queues().load(of, 1));
  }

  private static List<UUID> envelopes(int... numbers) {
    return java.util.Arrays.stream(numbers).mapToObj(StorageBed::envelope).toList();
  }

  @Test
  default void envelopes_comeInTheOrderOfQueueing() throws Exception {
    people();
    for (int number : new int[] {3, 1, 2}) {
      queue(BOB, number, NOON);
    }

    assertEquals(envelopes(3, 1, 2), waiting(BOB));
  }

  @Test
  default void envelope_comesAsItWasQueued() throws Exception {
    people();
    Bytes large = StorageBed.filled(65_540, 8);
    storage()
        .transact(content -> content.queues().add(BOB, 1, StorageBed.envelope(1), large, NOON));

    StoredQueues.Waiting waiting =
        storage().transact(content -> content.queues().next(BOB, 1, 0, 1)).get(0);

    assertEquals(large, waiting.padded());
    assertEquals(NOON, waiting.queuedAt());
  }

  @Test
  default void next_goesOnBehindWhatWasFetched() throws Exception {
    people();
    for (int number = 0; number < 5; number++) {
      queue(BOB, number, NOON);
    }

    List<StoredQueues.Waiting> first =
        storage().transact(content -> content.queues().next(BOB, 1, 0, 2));
    List<StoredQueues.Waiting> second =
        storage().transact(content -> content.queues().next(BOB, 1, first.get(1).seq(), 2));

    assertEquals(StorageBed.envelope(0), first.get(0).envelopeId());
    assertEquals(envelopes(2, 3), second.stream().map(StoredQueues.Waiting::envelopeId).toList());
  }

  @Test
  @Covers("MBX-5")
  default void sameId_isQueuedOnceForADevice() throws Exception {
    people();

    assertTrue(queue(BOB, 1, NOON));
    assertFalse(queue(BOB, 1, NOON.plusSeconds(1)));
    assertTrue(queue(ALICE, 1, NOON));

    assertEquals(new StoredQueues.Load(1, SMALL.length()), load(BOB));
  }

  @Test
  @Covers("MBX-5")
  default void acknowledgedId_isRememberedUntilItIsForgotten() throws Exception {
    people();
    queue(BOB, 1, NOON);
    acknowledge(BOB, 1, NOON);

    assertFalse(queue(BOB, 1, NOON));
    forget(NOON.minusMillis(1));
    assertTrue(isKnown(BOB, 1));
    forget(NOON);

    assertFalse(isKnown(BOB, 1));
    assertTrue(queue(BOB, 1, NOON));
  }

  private void forget(java.time.Instant until) throws StorageException {
    storage()
        .transact(
            content -> {
              content.queues().forget(until);
              return content;
            });
  }

  @Test
  default void forget_leavesWhatWaits() throws Exception {
    people();
    queue(BOB, 1, NOON.minusSeconds(1_000_000));

    forget(NOON);

    assertEquals(envelopes(1), waiting(BOB));
  }

  @Test
  @Covers("MBX-15")
  default void acknowledged_isGoneAndWeighsNothing() throws Exception {
    people();
    queue(BOB, 1, NOON);
    queue(BOB, 2, NOON);

    assertTrue(acknowledge(BOB, 1, NOON));

    assertEquals(envelopes(2), waiting(BOB));
    assertEquals(new StoredQueues.Load(1, SMALL.length()), load(BOB));
  }

  @Test
  @Covers("MBX-15")
  default void acknowledgement_ofWhatDoesNotWait_changesNothing() throws Exception {
    people();
    queue(BOB, 1, NOON);

    assertFalse(acknowledge(ALICE, 1, NOON));
    assertFalse(acknowledge(BOB, 2, NOON));
    assertTrue(acknowledge(BOB, 1, NOON));
    assertFalse(acknowledge(BOB, 1, NOON.plusSeconds(1_000)));

    forget(NOON);
    assertFalse(isKnown(BOB, 1), "a repeat does not make it remembered longer");
  }

  @Test
  default void seq_isNeverGivenTwice() throws Exception {
    people();
    queue(BOB, 1, NOON);
    long first = storage().transact(content -> content.queues().next(BOB, 1, 0, 1)).get(0).seq();
    acknowledge(BOB, 1, NOON);
    forget(NOON);
    queue(BOB, 2, NOON);

    long second = storage().transact(content -> content.queues().next(BOB, 1, 0, 1)).get(0).seq();

    assertTrue(second > first);
  }

  @Test
  @Covers("MBX-10")
  default void expire_deletesWhatWaitsAndIsOldEnough() throws Exception {
    people();
    queue(BOB, 1, NOON.minusMillis(1));
    queue(BOB, 2, NOON);
    queue(BOB, 3, NOON.plusMillis(1));
    queue(ALICE, 4, NOON.minusSeconds(9));
    acknowledge(ALICE, 4, NOON.plusSeconds(9));

    int gone = storage().transact(content -> content.queues().expire(NOON));

    assertEquals(2, gone);
    assertEquals(envelopes(3), waiting(BOB));
    assertTrue(isKnown(ALICE, 4));
    assertFalse(isKnown(BOB, 1));
  }

  @Test
  default void load_countsThatDeviceOnly() throws Exception {
    people();
    queue(ALICE, 1, NOON);
    storage()
        .transact(content -> content.queues().add(BOB, 2, StorageBed.envelope(1), SMALL, NOON));

    assertEquals(new StoredQueues.Load(0, 0), load(BOB));
  }
}
