package org.phantomnet.messenger.history;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.phantomnet.messenger.relays.GuardStore;
import org.phantomnet.messenger.relays.RelayListStore;
import org.phantomnet.messenger.relays.TokenPass;
import org.phantomnet.messenger.relays.TokenPassStore;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;

/**
 * The chosen guards, the last relay list and passes for tokens, in the encrypted store.
 * Thread-safe.
 */
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

  public TokenPassStore passes() {
    return new TokenPassStore() {
      @Override
      public List<TokenPass> load() {
        return store
            .inTransaction(Meta.TOKEN_PASSES::text)
            .orElse("")
            .lines()
            .flatMap(line -> TokenPass.parse(line).stream())
            .toList();
      }

      @Override
      public void save(List<TokenPass> passes) {
        String lines = passes.stream().map(TokenPass::text).collect(Collectors.joining("\n"));
        store.inTransaction(
            sql -> {
              Meta.TOKEN_PASSES.set(sql, SqlValue.of(lines));
              return passes.size();
            });
      }
    };
  }
}
