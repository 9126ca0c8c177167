package org.phantomnet.relay.mailbox.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Device lists and who may register. */
public interface DeviceListContract extends StorageBed {
  StoredDeviceLists.Invited SECOND =
      new StoredDeviceLists.Invited(2, 1_002, StorageBed.hash(2), NOON);

  @Test
  default void list_isItsAccountsAndReplaced() throws Exception {
    people();

    storage()
        .transact(
            content -> {
              StoredDeviceLists lists = content.deviceLists();
              assertEquals(Optional.empty(), lists.list(BOB));
              lists.put(BOB, StorageBed.filled(200, 1));
              lists.put(BOB, StorageBed.filled(210, 2));
              assertEquals(Optional.of(StorageBed.filled(210, 2)), lists.list(BOB));
              assertEquals(Optional.empty(), lists.list(ALICE));
              return content;
            });
  }

  @Test
  default void invited_isOneOfAnAccountAndGoesWhenTold() throws Exception {
    people();

    storage()
        .transact(
            content -> {
              StoredDeviceLists lists = content.deviceLists();
              StoredDeviceLists.Invited third =
                  new StoredDeviceLists.Invited(3, 1_003, StorageBed.hash(3), NOON);
              lists.invite(BOB, SECOND);
              lists.invite(BOB, third);
              assertEquals(Optional.of(third), lists.invited(BOB));
              assertEquals(Optional.empty(), lists.invited(ALICE));
              lists.uninvite(ALICE);
              assertEquals(Optional.of(third), lists.invited(BOB));
              lists.uninvite(BOB);
              assertEquals(Optional.empty(), lists.invited(BOB));
              return content;
            });
  }

  @Test
  default void listAndInvited_outliveAReopening() throws Exception {
    people();
    storage()
        .transact(
            content -> {
              content.deviceLists().put(BOB, StorageBed.filled(200, 1));
              content.deviceLists().invite(BOB, SECOND);
              return content;
            });

    reopen();

    storage()
        .transact(
            content -> {
              assertEquals(Optional.of(StorageBed.filled(200, 1)), content.deviceLists().list(BOB));
              assertEquals(Optional.of(SECOND), content.deviceLists().invited(BOB));
              return content;
            });
  }
}
