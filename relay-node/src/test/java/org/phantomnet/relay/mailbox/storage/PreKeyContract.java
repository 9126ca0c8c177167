package org.phantomnet.relay.mailbox.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.relay.mailbox.storage.MailboxStorage.Content;

/** Prekeys: kept as they came, one-time keys handed out once, oldest first. */
public interface PreKeyContract extends StorageBed {
  private void store(PreKeyUpload upload, int most) throws StorageException {
    storage()
        .transact(
            content -> {
              content.preKeys().store(BOB, 1, upload, most);
              return upload;
            });
  }

  private static List<Integer> takeAll(Content content) throws StorageException {
    List<Integer> ids = new ArrayList<>();
    for (Optional<PreKey> key = content.preKeys().takeOneTime(BOB, 1);
        key.isPresent();
        key = content.preKeys().takeOneTime(BOB, 1)) {
      ids.add(key.get().id());
    }
    return ids;
  }

  private static List<Integer> takeAllKyber(Content content) throws StorageException {
    List<Integer> ids = new ArrayList<>();
    for (Optional<SignedPreKey> key = content.preKeys().takeOneTimeKyber(BOB, 1);
        key.isPresent();
        key = content.preKeys().takeOneTimeKyber(BOB, 1)) {
      ids.add(key.get().id());
    }
    return ids;
  }

  @Test
  default void lastingKeys_areReplacedByTheNextUpload() throws Exception {
    people();
    store(StorageBed.upload(1, 0, 0), 100);
    store(StorageBed.upload(2, 0, 0), 100);

    assertEquals(
        Optional.of(
            new StoredPreKeys.Lasting(StorageBed.signedKey(2, 33), StorageBed.signedKey(2, 1_569))),
        storage().transact(content -> content.preKeys().lasting(BOB, 1)));
  }

  @Test
  default void oneTimeKeys_comeOldestFirstOnceAndWhole() throws Exception {
    people();
    store(StorageBed.upload(1, 4, 6), 100);
    store(StorageBed.upload(1, 1, 3), 100);

    storage()
        .transact(
            content -> {
              assertEquals(
                  Optional.of(new PreKey(4, StorageBed.filled(33, 4))),
                  content.preKeys().takeOneTime(BOB, 1));
              assertEquals(
                  Optional.of(StorageBed.signedKey(4, 1_569)),
                  content.preKeys().takeOneTimeKyber(BOB, 1));
              assertEquals(new PreKeyCounts(3, 3), content.preKeys().counts(BOB, 1));
              assertEquals(List.of(5, 1, 2), takeAll(content));
              assertEquals(List.of(5, 1, 2), takeAllKyber(content));
              assertEquals(new PreKeyCounts(0, 0), content.preKeys().counts(BOB, 1));
              return content;
            });
  }

  @Test
  default void oneTimeKeys_beyondTheMost_pushOutTheOldest() throws Exception {
    people();
    store(StorageBed.upload(1, 0, 4), 5);
    store(StorageBed.upload(1, 10, 13), 5);

    storage()
        .transact(
            content -> {
              assertEquals(List.of(2, 3, 10, 11, 12), takeAll(content));
              assertEquals(List.of(2, 3, 10, 11, 12), takeAllKyber(content));
              return content;
            });
  }

  @Test
  default void oneTimeKey_ofAnIdThatIsThere_isReplacedAndNewest() throws Exception {
    people();
    store(StorageBed.upload(1, 0, 3), 100);
    store(StorageBed.upload(1, 1, 2), 100);

    storage()
        .transact(
            content -> {
              assertEquals(List.of(0, 2, 1), takeAll(content));
              assertEquals(List.of(0, 2, 1), takeAllKyber(content));
              return content;
            });
  }

  @Test
  default void keys_ofAnotherDevice_areItsOwn() throws Exception {
    people();
    store(StorageBed.upload(1, 0, 3), 100);

    storage()
        .transact(
            content -> {
              assertEquals(Optional.empty(), content.preKeys().lasting(BOB, 2));
              assertEquals(Optional.empty(), content.preKeys().takeOneTime(BOB, 2));
              assertEquals(Optional.empty(), content.preKeys().takeOneTimeKyber(ALICE, 1));
              assertEquals(new PreKeyCounts(3, 3), content.preKeys().counts(BOB, 1));
              return content;
            });
  }
}
