package org.phantomnet.messenger.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkCodec;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.rule.Rule;

/** How the primary takes devices off the account. Stateless; inside the caller's step. */
final class Unlinking {
  private static final Duration HELLO_WITHIN = Duration.ofHours(1);

  private final AccountHolder self;
  private final Contacts contacts;
  private final DeviceLists lists;
  private final Ratchet ratchet;
  private final RandomSource random;
  private final OwnSync sync;

  Unlinking(
      AccountHolder self,
      Contacts contacts,
      DeviceLists lists,
      Ratchet ratchet,
      RandomSource random) {
    this.self = self;
    this.contacts = contacts;
    this.lists = lists;
    this.ratchet = ratchet;
    this.random = random;
    this.sync = new OwnSync(contacts, random);
  }

  /**
   * Sessions and outbox go with the list; so does the delivery token that the devices know.
   *
   * @return false, and nothing is done, if none of them is in the list
   */
  @Rule("DEV-20")
  boolean drop(Step step, Set<Integer> devices) {
    SqlStore.Sql sql = step.sql();
    DeviceList newest = OwnList.newest(sql, self);
    List<DeviceList.Entry> left =
        newest.devices().stream().filter(entry -> !devices.contains(entry.device())).toList();
    if (left.size() == newest.devices().size()) {
      return false;
    }
    Bytes signed = OwnList.next(sql, newest, left);
    lists.take(step, self, signed);
    Meta.DEVICES_DUE.set(
        sql, SqlValue.of(LinkCodec.encode(new DeviceUpload(signed, Optional.empty()))));
    Bytes token = random.bytes(Registration.DELIVERY_TOKEN_LENGTH);
    Meta.DELIVERY_TOKEN.set(sql, SqlValue.of(token));
    Meta.DELIVERY_TOKEN_DUE.set(sql, SqlValue.of(token));
    sync.ownToken(step);
    contacts.all(sql).stream()
        .filter(ContactRow::isOpen)
        .forEach(row -> ratchet.pend(step, row.address(), Queues.Kind.ACCEPT));
    if (left.size() > 1) {
      ratchet.pend(step, self.address(), Queues.Kind.LIST);
    }
    return true;
  }

  /**
   * How long the first device that has not said hello may still take, zero if it is over; empty if
   * there is none. A clock that was set back starts the hour anew.
   */
  @Rule("DEV-22")
  Optional<Duration> timeLeft(Step step) {
    Instant now = step.now();
    step.sql()
        .update(
            "UPDATE own_devices SET invited_at = ? WHERE invited_at > ?",
            SqlValue.of(now),
            SqlValue.of(now));
    return step
        .sql()
        .query(
            "SELECT invited_at FROM own_devices WHERE invited_at IS NOT NULL ORDER BY invited_at",
            row -> row.instant(0))
        .stream()
        .findFirst()
        .map(invited -> Duration.between(now, invited.plus(HELLO_WITHIN)))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  /** Unlinks every device whose hour is over. */
  boolean dropSilent(Step step) {
    Set<Integer> silent =
        new TreeSet<>(
            step.sql()
                .query(
                    "SELECT device FROM own_devices WHERE invited_at <= ?",
                    row -> (int) row.number(0),
                    SqlValue.of(step.now().minus(HELLO_WITHIN))));
    return !silent.isEmpty() && OwnList.isPrimary(step.sql()) && drop(step, silent);
  }
}
