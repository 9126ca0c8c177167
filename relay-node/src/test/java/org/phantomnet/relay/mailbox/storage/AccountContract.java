package org.phantomnet.relay.mailbox.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Accounts and devices. */
public interface AccountContract extends StorageBed {
  @Test
  default void account_isFoundByNameAndById() throws Exception {
    people();

    storage()
        .transact(
            content -> {
              Optional<StoredAccounts.Account> bob = Optional.of(StorageBed.account(BOB, "bob"));
              assertEquals(bob, content.accounts().byName("bob"));
              assertEquals(bob, content.accounts().byId(BOB));
              assertEquals(Optional.empty(), content.accounts().byName("bo"));
              assertEquals(Optional.empty(), content.accounts().byName("BOB"));
              return content;
            });
  }

  @Test
  default void deliveryHash_isReplacedForThatAccountOnly() throws Exception {
    people();

    storage()
        .transact(
            content -> {
              content.accounts().replaceDeliveryHash(BOB, StorageBed.hash(44));
              assertEquals(
                  StorageBed.hash(44), content.accounts().byId(BOB).orElseThrow().deliveryHash());
              assertEquals(
                  StorageBed.hash(3), content.accounts().byId(ALICE).orElseThrow().deliveryHash());
              return content;
            });
  }

  @Test
  default void devices_comeRisingAndAreTheirAccounts() throws Exception {
    people();

    storage()
        .transact(
            content -> {
              content.accounts().addDevice(BOB, StorageBed.device(5));
              content.accounts().addDevice(BOB, StorageBed.device(3));
              assertEquals(
                  List.of(StorageBed.device(1), StorageBed.device(3), StorageBed.device(5)),
                  content.accounts().devices(BOB));
              assertEquals(Optional.of(StorageBed.device(3)), content.accounts().device(BOB, 3));
              assertEquals(Optional.empty(), content.accounts().device(BOB, 2));
              assertEquals(Optional.empty(), content.accounts().device(ALICE, 3));
              return content;
            });
  }

  @Test
  default void removedDevice_takesItsKeysAndItsQueueWithItAndNobodyElses() throws Exception {
    people();
    storage()
        .transact(
            content -> {
              content.accounts().addDevice(BOB, StorageBed.device(2));
              for (int device = 1; device <= 2; device++) {
                content.preKeys().store(BOB, device, StorageBed.upload(1, 0, 2), 100);
                content.queues().add(BOB, device, StorageBed.envelope(1), SMALL, NOON);
              }
              content.preKeys().store(ALICE, 1, StorageBed.upload(1, 0, 2), 100);
              content.queues().add(ALICE, 2, StorageBed.envelope(1), SMALL, NOON);
              return content;
            });

    storage()
        .transact(
            content -> {
              content.accounts().removeDevice(BOB, 2);
              content.accounts().removeDevice(BOB, 4);
              return content;
            });

    storage()
        .transact(
            content -> {
              assertEquals(List.of(StorageBed.device(1)), content.accounts().devices(BOB));
              assertTrue(content.preKeys().lasting(BOB, 2).isEmpty());
              assertEquals(0, content.preKeys().counts(BOB, 2).oneTime());
              assertEquals(0, content.preKeys().counts(BOB, 2).oneTimeKyber());
              assertFalse(content.queues().isKnown(BOB, 2, StorageBed.envelope(1)));
              assertTrue(content.preKeys().lasting(BOB, 1).isPresent());
              assertEquals(2, content.preKeys().counts(ALICE, 1).oneTime());
              assertTrue(content.queues().isKnown(BOB, 1, StorageBed.envelope(1)));
              assertTrue(content.queues().isKnown(ALICE, 2, StorageBed.envelope(1)));
              return content;
            });
  }
}
