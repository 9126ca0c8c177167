package org.phantomnet.relay.mailbox.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.relay.mailbox.storage.MailboxStorage.Content;

/** Whole or not at all, one after the other, and there after a reopening. */
public interface TransactionContract extends StorageBed {
  /** One write of each kind. */
  private static void writeEverywhere(Content content) throws StorageException {
    content.accounts().add(StorageBed.account(ALICE, "alice"));
    content.accounts().addDevice(ALICE, StorageBed.device(1));
    content.preKeys().store(ALICE, 1, StorageBed.upload(1, 1, 3), 100);
    content.introductions().add(StorageBed.hash(9), ALICE, NOON, 20);
    content.queues().add(ALICE, 1, StorageBed.envelope(1), SMALL, NOON);
  }

  private void assertEmpty() throws StorageException {
    storage()
        .transact(
            content -> {
              assertTrue(content.accounts().byName("alice").isEmpty());
              assertTrue(content.accounts().byId(ALICE).isEmpty());
              assertTrue(content.accounts().devices(ALICE).isEmpty());
              assertTrue(content.preKeys().lasting(ALICE, 1).isEmpty());
              assertEquals(0, content.preKeys().counts(ALICE, 1).oneTime());
              assertFalse(
                  content.introductions().use(StorageBed.hash(9), ALICE, NOON.minusSeconds(1)));
              assertFalse(content.queues().isKnown(ALICE, 1, StorageBed.envelope(1)));
              return content;
            });
  }

  @Test
  default void workThatRefuses_leavesNothing() throws Exception {
    Exception refusal = new Exception("refused");

    Exception thrown =
        assertThrows(
            Exception.class,
            () ->
                storage()
                    .transact(
                        content -> {
                          writeEverywhere(content);
                          throw refusal;
                        }));

    assertSame(refusal, thrown);
    assertEmpty();
  }

  @Test
  default void workThatBreaks_leavesNothingAndTheStorageGoesOn() throws Exception {
    assertThrows(
        AssertionError.class,
        () ->
            storage()
                .transact(
                    content -> {
                      writeEverywhere(content);
                      throw new AssertionError("a bug");
                    }));

    assertEmpty();
    people();
    assertTrue(queue(BOB, 1, NOON));
  }

  @Test
  default void workThatBreaks_takesNoOneTimeKeyAndNoSend() throws Exception {
    storage()
        .transact(
            content -> {
              writeEverywhere(content);
              content.introductions().add(StorageBed.hash(8), ALICE, NOON, 1);
              return content;
            });

    assertThrows(
        IllegalStateException.class,
        () ->
            storage()
                .transact(
                    content -> {
                      content.preKeys().takeOneTime(ALICE, 1);
                      content.preKeys().takeOneTimeKyber(ALICE, 1);
                      content.introductions().use(StorageBed.hash(8), ALICE, NOON.minusSeconds(1));
                      content.queues().acknowledge(ALICE, 1, StorageBed.envelope(1), NOON);
                      throw new IllegalStateException();
                    }));

    storage()
        .transact(
            content -> {
              assertEquals(1, content.preKeys().takeOneTime(ALICE, 1).orElseThrow().id());
              assertEquals(1, content.preKeys().takeOneTimeKyber(ALICE, 1).orElseThrow().id());
              assertTrue(
                  content.introductions().use(StorageBed.hash(8), ALICE, NOON.minusSeconds(1)));
              return content;
            });
    assertEquals(List.of(StorageBed.envelope(1)), waiting(ALICE));
  }

  @Test
  default void transaction_insideAnother_isABugAndEndsTheOuterOne() throws Exception {
    assertThrows(
        IllegalStateException.class,
        () ->
            storage()
                .transact(
                    content -> {
                      writeEverywhere(content);
                      return storage().transact(inner -> inner.accounts().byName("alice"));
                    }));

    assertEmpty();
  }

  @Test
  default void committed_isThereAfterAReopening() throws Exception {
    storage()
        .transact(
            content -> {
              writeEverywhere(content);
              return content;
            });

    reopen();

    storage()
        .transact(
            content -> {
              StoredAccounts.Account known = content.accounts().byName("alice").orElseThrow();
              assertEquals(StorageBed.account(ALICE, "alice"), known);
              assertEquals(List.of(StorageBed.device(1)), content.accounts().devices(ALICE));
              assertEquals(2, content.preKeys().counts(ALICE, 1).oneTime());
              assertEquals(
                  StorageBed.signedKey(1, 33),
                  content.preKeys().lasting(ALICE, 1).orElseThrow().signed());
              assertTrue(
                  content.introductions().use(StorageBed.hash(9), ALICE, NOON.minusSeconds(1)));
              return content;
            });
    assertEquals(List.of(StorageBed.envelope(1)), waiting(ALICE));
  }

  @Test
  default void transactions_fromManyThreads_handOutEachOneTimeKeyOnce() throws Exception {
    people();
    storage()
        .transact(
            content -> {
              content.preKeys().store(BOB, 1, StorageBed.upload(1, 0, 60), 100);
              return content;
            });
    Callable<List<Integer>> taker =
        () -> {
          List<Integer> taken = new ArrayList<>();
          for (int i = 0; i < 20; i++) {
            storage()
                .transact(content -> content.preKeys().takeOneTime(BOB, 1))
                .map(PreKey::id)
                .ifPresent(taken::add);
          }
          return taken;
        };

    List<Integer> all = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<List<Integer>> each : threads.invokeAll(List.of(taker, taker, taker, taker))) {
        all.addAll(each.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(60, all.size());
    assertEquals(60, new HashSet<>(all).size());
  }
}
