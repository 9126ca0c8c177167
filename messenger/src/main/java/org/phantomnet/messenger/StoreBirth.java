package org.phantomnet.messenger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.Schema;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.rule.Rule;

/** Brings a store to the current schema and gives it its own random key. */
final class StoreBirth {
  private static final int KEY_LENGTH = 32;

  private StoreBirth() {}

  /**
   * @param counterFile is written only after the database has its key: where it has content, the
   *     database that belongs to it was lost
   * @return the key of the store's keyed hashes and of its roll-back counter
   */
  @Rule("STORE-9")
  static Bytes prepare(SqlStore store, Path counterFile, RandomSource random) {
    if (Files.exists(counterFile) && counterFile.toFile().length() > 0 && Schema.isEmpty(store)) {
      throw new StoreException(StoreException.Reason.CORRUPT);
    }
    Schema.migrate(store);
    return store.inTransaction(
        sql -> {
          Optional<Bytes> known = Meta.STORE_KEY.bytes(sql);
          if (known.isPresent()) {
            return known.get();
          }
          Bytes key = random.bytes(KEY_LENGTH);
          Meta.STORE_KEY.set(sql, SqlValue.of(key));
          return key;
        });
  }
}
