package org.phantomnet.messenger;

import java.util.Optional;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.Schema;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;

/** Brings a store to the current schema and gives it its own random key. */
final class StoreBirth {
  private static final int KEY_LENGTH = 32;

  private StoreBirth() {}

  /**
   * @return the key of the store's keyed hashes and of its roll-back counter
   */
  static Bytes prepare(SqlStore store, RandomSource random) {
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
