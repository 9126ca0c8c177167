package org.phantomnet.messenger.history;

import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.relays.GuardStore;
import org.phantomnet.messenger.relays.RelayListStore;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;

/** The chosen guards and the last relay list, in the encrypted store. Thread-safe. */
public final class RelayRecords {
  private final SqlStore store;

  public RelayRecords(SqlStore store) {
    this.store = store;
  }

  public GuardStore guards() {
    return new GuardStore() {
      @Override
      public List<Guard> load() {
        return store.inTransaction(
            sql ->
                sql.query(
                    "SELECT relay_id, chosen_at FROM guards ORDER BY position",
                    row -> new Guard(row.blob(0), row.instant(1))));
      }

      @Override
      public void save(List<Guard> guards) {
        store.inTransaction(
            sql -> {
              sql.update("DELETE FROM guards");
              for (int i = 0; i < guards.size(); i++) {
                sql.update(
                    "INSERT INTO guards(position, relay_id, chosen_at) VALUES(?, ?, ?)",
                    SqlValue.of(i),
                    SqlValue.of(guards.get(i).relayId()),
                    SqlValue.of(guards.get(i).chosenAt()));
              }
              return guards.size();
            });
      }
    };
  }

  public RelayListStore relayList() {
    return new RelayListStore() {
      @Override
      public Optional<Bytes> load() {
        return store.inTransaction(Meta.RELAY_LIST::bytes);
      }

      @Override
      public void save(Bytes signedList) {
        store.inTransaction(
            sql -> {
              Meta.RELAY_LIST.set(sql, SqlValue.of(signedList));
              return signedList;
            });
      }
    };
  }
}
