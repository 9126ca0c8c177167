package org.phantomnet.messenger.session;

import java.util.List;
import java.util.Optional;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.ListPin;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.rule.Rule;

/**
 * The newest device list of everyone, the own account included, by address and identity: the pin of
 * its list key outlives a change of identity and back. Inside the caller's step; stateless but for
 * who is told.
 */
final class DeviceLists {
  /** Lists of earlier identities of an address that are remembered. */
  private static final int MOST_IDENTITIES = 16;

  private final Watch watch;

  /** Told of a newer list, inside the step that took it. */
  interface Watch {
    /**
     * @param first no list was known under that identity before
     */
    void listTaken(Step step, AccountHolder of, DeviceList list, boolean first);
  }

  DeviceLists(Watch watch) {
    this.watch = watch;
  }

  /** The list is nobody's whom it came from, or of another list key. Rolls the step back. */
  static final class ListRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ListRefused() {
      super("LIST_REFUSED", null, false, false);
    }
  }

  static Optional<DeviceList> newest(SqlStore.Sql sql, UserAddress address, Bytes identity) {
    return signed(sql, address, identity)
        .map(
            signed -> {
              try {
                return DeviceList.decode(SignedDeviceList.decode(signed).list());
              } catch (ProtocolException e) {
                throw new StoreException(StoreException.Reason.CORRUPT);
              }
            });
  }

  /** As it was signed, to be told to others. */
  static Optional<Bytes> signed(SqlStore.Sql sql, UserAddress address, Bytes identity) {
    return sql.first(
        "SELECT signed FROM device_lists WHERE address = ? AND identity = ?",
        row -> row.blob(0),
        SqlValue.of(address.text()),
        SqlValue.of(identity));
  }

  /**
   * Keeps the list if it is newer, and lets go of the sessions with devices that it leaves out.
   *
   * @param of whose it is to be
   * @param signed as it arrived, in any form
   * @return the newest list, which may be one that was known already
   * @throws ListRefused if it does not count for that person
   */
  DeviceList take(Step step, AccountHolder of, Bytes signed) {
    DeviceList offered;
    try {
      offered =
          SignedDeviceList.decode(signed)
              .open(of.address(), of.identity(), IdentitySignature::isSigned);
    } catch (ProtocolException e) {
      throw new ListRefused();
    }
    Optional<DeviceList> known = newest(step.sql(), of.address(), of.identity());
    if (known.isPresent()) {
      switch (ListPin.judge(known.get(), offered)) {
        case OTHER_KEY -> throw new ListRefused();
        case KNOWN, OLDER -> {
          return known.get();
        }
        case TAKE -> {}
      }
    }
    put(step, of, signed);
    dropUnlisted(step, of, offered);
    watch.listTaken(step, of, offered, known.isEmpty());
    return offered;
  }

  private static void put(Step step, AccountHolder of, Bytes signed) {
    step.sql()
        .update(
            "INSERT OR REPLACE INTO device_lists(address, identity, signed, fetched, taken_at)"
                + " VALUES(?, ?, ?, 0, ?)",
            SqlValue.of(of.address().text()),
            SqlValue.of(of.identity()),
            SqlValue.of(signed),
            SqlValue.of(step.now()));
    step.sql()
        .update(
            "DELETE FROM device_lists WHERE address = ? AND identity NOT IN (SELECT identity FROM"
                + " device_lists WHERE address = ? ORDER BY taken_at DESC LIMIT ?)",
            SqlValue.of(of.address().text()),
            SqlValue.of(of.address().text()),
            SqlValue.of(MOST_IDENTITIES));
  }

  @Rule("DEV-6")
  private static void dropUnlisted(Step step, AccountHolder of, DeviceList list) {
    List<DeviceList.Entry> sessions =
        step.sql()
            .query(
                "SELECT device, registration_id FROM sessions WHERE account = ?",
                row -> new DeviceList.Entry((int) row.number(0), (int) row.number(1)),
                SqlValue.of(of.account()));
    for (DeviceList.Entry session : sessions) {
      if (!list.devices().contains(session)) {
        step.advanced();
        for (String table : List.of("sessions", "outbox")) {
          step.sql()
              .update(
                  "DELETE FROM " + table + " WHERE account = ? AND device = ?",
                  SqlValue.of(of.account()),
                  SqlValue.of(session.device()));
        }
      }
    }
  }

  /** Whether a device's sessions and content count. */
  static boolean isListed(
      SqlStore.Sql sql, UserAddress address, Bytes identity, int device, int registrationId) {
    return newest(sql, address, identity)
        .filter(list -> list.has(device, registrationId))
        .isPresent();
  }

  /** Bundles of this list's devices were asked for: those without one need not hold up others. */
  static void markFetched(Step step, AccountHolder of, DeviceList list) {
    step.sql()
        .update(
            "UPDATE device_lists SET fetched = ? WHERE address = ? AND identity = ?",
            SqlValue.of(list.version()),
            SqlValue.of(of.address().text()),
            SqlValue.of(of.identity()));
  }

  /** Its primary says that devices may be there now which were not. */
  static void fetchAgain(Step step, AccountHolder of) {
    step.sql()
        .update(
            "UPDATE device_lists SET fetched = 0 WHERE address = ? AND identity = ?",
            SqlValue.of(of.address().text()),
            SqlValue.of(of.identity()));
  }

  static boolean isFetched(SqlStore.Sql sql, AccountHolder of, DeviceList list) {
    return sql.first(
            "SELECT fetched FROM device_lists WHERE address = ? AND identity = ?",
            row -> row.number(0),
            SqlValue.of(of.address().text()),
            SqlValue.of(of.identity()))
        .filter(fetched -> fetched >= list.version())
        .isPresent();
  }
}
