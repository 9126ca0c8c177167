package org.phantomnet.messenger.session;

import java.util.Optional;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.rule.Rule;

/**
 * What a person decides on any device, each kind a register of its own: the latest writing stays.
 * The order is stored. Inside the caller's step.
 */
public enum Decision {
  CONSENT,
  BLOCK,
  MODES,
  TRUST,
  AUTO_DELETE,
  OWN_TOKEN;

  /** Decided here and now: after whatever stood there, by its mark. */
  @Rule("DEV-16")
  public Sync.Mark make(Step step, String about) {
    long least = mark(step.sql(), about).map(known -> known.millis() + 1).orElse(1L);
    Sync.Mark mark =
        new Sync.Mark(
            Math.min(Sync.MAX_MILLIS, Math.max(least, step.now().toEpochMilli())),
            Meta.required(Meta.OWN_DEVICE.number(step.sql())).intValue());
    put(step.sql(), about, mark);
    return mark;
  }

  /**
   * @return whether what another device decided then is the latest, and noted as such
   */
  boolean wins(Step step, String about, Sync.Mark mark) {
    if (mark(step.sql(), about).filter(known -> known.compareTo(mark) >= 0).isPresent()) {
      return false;
    }
    put(step.sql(), about, mark);
    return true;
  }

  /** The mark of what stands there; the earliest there is if nobody decided yet. */
  Sync.Mark markOrFirst(SqlStore.Sql sql, String about) {
    return mark(sql, about).orElseGet(() -> new Sync.Mark(1, 1));
  }

  private Optional<Sync.Mark> mark(SqlStore.Sql sql, String about) {
    return sql.first(
        "SELECT at, device FROM decisions WHERE address = ? AND what = ?",
        row -> new Sync.Mark(row.number(0), (int) row.number(1)),
        SqlValue.of(about),
        SqlValue.of(ordinal()));
  }

  private void put(SqlStore.Sql sql, String about, Sync.Mark mark) {
    sql.update(
        "INSERT OR REPLACE INTO decisions(address, what, at, device) VALUES(?, ?, ?, ?)",
        SqlValue.of(about),
        SqlValue.of(ordinal()),
        SqlValue.of(mark.millis()),
        SqlValue.of(mark.device()));
  }
}
