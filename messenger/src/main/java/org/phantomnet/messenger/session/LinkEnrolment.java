package org.phantomnet.messenger.session;

import java.util.Optional;
import java.util.UUID;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.protocol.ProtocolException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.devices.Provisioning;
import org.phantomnet.protocol.devices.SignedDeviceList;
import org.phantomnet.protocol.devices.Sync;
import org.phantomnet.protocol.devices.SyncCodec;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.protocol.IdentityKeyPair;

/** How a store becomes a linked device's. Session thread; each method inside the caller's step. */
public final class LinkEnrolment {
  private final RandomSource random;

  public LinkEnrolment(RandomSource random) {
    this.random = random;
  }

  /** Whether a provisioning message was taken that has not led to a registration. */
  public static boolean isUnderWay(SqlStore.Sql sql) {
    return Meta.LINK_TOKEN.bytes(sql).isPresent();
  }

  /**
   * Keeps a provisioning message; nothing of it counts before the mailbox knows the device.
   *
   * @return false, and nothing is kept, if it is not what a primary of that mailbox sends
   */
  @Rule("DEV-12")
  public boolean adopt(Step step, Provisioning given, MailboxKeys mailbox, String name) {
    Optional<IdentityKeyPair> pair = OwnKeys.pair(given.identityPrivateKey());
    if (pair.isEmpty() || !given.address().mailbox().equals(mailbox.mailbox())) {
      return false;
    }
    Bytes identity = Bytes.copyOf(pair.get().getPublicKey().serialize());
    try {
      DeviceList list =
          SignedDeviceList.decode(given.list())
              .open(given.address(), identity, IdentitySignature::isSigned);
      if (!list.devices().contains(given.device())) {
        return false;
      }
    } catch (ProtocolException e) {
      return false;
    }
    SqlStore.Sql sql = step.sql();
    forget(step);
    Meta.IDENTITY_KEY_PAIR.set(sql, SqlValue.of(pair.get().serialize()));
    Meta.OWN_DEVICE.set(sql, SqlValue.of(given.device().device()));
    Meta.REGISTRATION_ID.set(sql, SqlValue.of(given.device().registrationId()));
    Meta.AUTH_TOKEN.set(sql, SqlValue.of(random.bytes(Registration.AUTH_TOKEN_LENGTH)));
    Meta.DELIVERY_TOKEN.set(sql, SqlValue.of(given.deliveryToken()));
    Meta.NAME.set(sql, SqlValue.of(given.address().text()));
    Meta.LINK_ACCOUNT.set(sql, SqlValue.of(given.account().value().toString()));
    Meta.LINK_TOKEN.set(sql, SqlValue.of(given.linkToken().disclose()));
    Meta.DEVICE_NAME.set(sql, SqlValue.of(name));
    sql.update(
        "INSERT INTO device_lists(address, identity, signed, fetched, taken_at)"
            + " VALUES(?, ?, ?, 0, ?)",
        SqlValue.of(given.address().text()),
        SqlValue.of(identity),
        SqlValue.of(given.list()),
        SqlValue.of(step.now()));
    StoredMailboxes.pin(sql, mailbox);
    return true;
  }

  /** The same account, device and tokens each time; prekeys are made anew. */
  public LinkRegistration registration(Step step) {
    SqlStore.Sql sql = step.sql();
    OwnKeys keys = Meta.required(OwnKeys.load(sql));
    PreKeyUpload upload =
        new PreKeys(random)
            .make(
                step,
                new SignalStore(step, keys, (s, a, i) -> {}),
                PreKeys.FIRST_BATCH,
                PreKeys.FIRST_BATCH);
    return new LinkRegistration(
        new AccountId(UUID.fromString(Meta.required(Meta.LINK_ACCOUNT.text(sql)))),
        keys.device(),
        Meta.required(Meta.AUTH_TOKEN.bytes(sql)),
        Meta.required(Meta.LINK_TOKEN.bytes(sql)),
        upload);
  }

  /** The mailbox knows the device: it is one, and says hello. */
  public void complete(Step step) {
    SqlStore.Sql sql = step.sql();
    Meta.ACCOUNT.set(sql, SqlValue.of(Meta.required(Meta.LINK_ACCOUNT.text(sql))));
    Meta.LINK_ACCOUNT.clear(sql);
    Meta.LINK_TOKEN.clear(sql);
    int number = Meta.required(Meta.OWN_DEVICE.number(sql)).intValue();
    String name = Meta.required(Meta.DEVICE_NAME.text(sql));
    sql.update(
        "INSERT OR REPLACE INTO own_devices(device, name) VALUES(?, ?)",
        SqlValue.of(number),
        SqlValue.of(name));
    Queues.putPending(
        sql,
        UserAddress.parse(Meta.required(Meta.NAME.text(sql))),
        random.bytes(Content.ID_LENGTH),
        step.now(),
        Queues.Kind.SYNC,
        SyncCodec.encode(new Sync.DeviceName(number, name)));
  }

  /** Leaves nothing of a linking that came to nothing. */
  public void forget(Step step) {
    SqlStore.Sql sql = step.sql();
    for (Meta each :
        new Meta[] {
          Meta.IDENTITY_KEY_PAIR,
          Meta.OWN_DEVICE,
          Meta.REGISTRATION_ID,
          Meta.AUTH_TOKEN,
          Meta.DELIVERY_TOKEN,
          Meta.NAME,
          Meta.LIST_KEY,
          Meta.LIST_BINDING,
          Meta.LINK_ACCOUNT,
          Meta.LINK_TOKEN,
          Meta.DEVICE_NAME
        }) {
      each.clear(sql);
    }
    for (String table :
        new String[] {"device_lists", "prekeys", "signed_prekeys", "kyber_prekeys"}) {
      sql.update("DELETE FROM " + table);
    }
    step.advanced();
  }
}
