package org.phantomnet.messenger.session;

import java.util.Optional;
import java.util.UUID;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.history.SecurityEvent;
import org.phantomnet.messenger.history.SecurityLog;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.messenger.store.SqlStore;
import org.phantomnet.messenger.store.SqlValue;
import org.phantomnet.messenger.store.StoreException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.RegistrationProof;
import org.phantomnet.protocol.rule.Rule;

/** The store's account: made, remembered, and renewed after a roll-back. Session thread. */
public final class Enrolment {
  private final RandomSource random;

  public Enrolment(RandomSource random) {
    this.random = random;
  }

  /** A registered device and its keys. */
  public record Enrolled(OwnKeys keys, OwnDevice device, Account account) {
    @Override
    public String toString() {
      return "Enrolled";
    }
  }

  /** Empty before registration succeeded. */
  public Optional<Enrolled> load(SqlStore.Sql sql) {
    Optional<String> account = Meta.ACCOUNT.text(sql);
    Optional<OwnKeys> keys = account.isPresent() ? OwnKeys.load(sql) : Optional.empty();
    if (account.isEmpty() || keys.isEmpty()) {
      return Optional.empty();
    }
    UserAddress address = UserAddress.parse(Meta.required(Meta.NAME.text(sql)));
    return Optional.of(
        enrolled(
            keys.get(),
            address,
            new AccountId(UUID.fromString(account.get())),
            Meta.required(Meta.AUTH_TOKEN.bytes(sql))));
  }

  private static Enrolled enrolled(
      OwnKeys keys, UserAddress address, AccountId account, Bytes authToken) {
    OwnDevice device =
        new OwnDevice(
            new DeviceAddress(address, keys.device(), keys.registrationId()),
            account,
            keys.publicKey());
    return new Enrolled(keys, device, new Account(account, keys.device(), authToken));
  }

  /**
   * Identity, tokens and prekeys, durable before the mailbox hears of them; the first three stay if
   * asked again.
   */
  public Registration prepare(Step step, UserAddress address) {
    OwnKeys keys = OwnKeys.load(step.sql()).orElseGet(() -> OwnKeys.create(step.sql(), random));
    PreKeyUpload upload =
        new PreKeys(random)
            .make(
                step,
                new SignalStore(step, keys, (s, a, i) -> {}),
                PreKeys.FIRST_BATCH,
                PreKeys.FIRST_BATCH);
    Bytes authToken = Meta.required(Meta.AUTH_TOKEN.bytes(step.sql()));
    Bytes signed = RegistrationProof.signedBytes(address, keys.publicKey(), authToken);
    return new Registration(
        address.name(),
        keys.publicKey(),
        keys.device(),
        keys.registrationId(),
        authToken,
        Meta.required(Meta.DELIVERY_TOKEN.bytes(step.sql())),
        upload,
        OwnList.first(step, address, keys, random),
        Bytes.copyOf(keys.identity().getPrivateKey().calculateSignature(signed.toByteArray())));
  }

  public Enrolled complete(Step step, UserAddress address, Account account, MailboxKeys mailbox) {
    Meta.NAME.set(step.sql(), SqlValue.of(address.text()));
    Meta.ACCOUNT.set(step.sql(), SqlValue.of(account.id().value().toString()));
    StoredMailboxes.pin(step.sql(), mailbox);
    return load(step.sql()).orElseThrow(() -> new StoreException(StoreException.Reason.CORRUPT));
  }

  /**
   * The store is older than what this device already sent. No old message key, prekey or queued
   * ciphertext's successor may be used again, and nothing that was once opened may open again, so
   * every session and prekey is destroyed; the identity, contacts, chats and queued ciphertexts
   * stay.
   */
  @Rule("SESS-11")
  public void afterRollback(Step step, Contacts contacts, long highest) {
    SqlStore.Sql sql = step.sql();
    for (String table :
        new String[] {
          "sessions", "sender_keys", "prekeys", "signed_prekeys", "kyber_prekeys", "kyber_used"
        }) {
      sql.update("DELETE FROM " + table);
    }
    Meta.NEXT_PREKEY_ID.clear(sql);
    Meta.PREKEYS_DUE.set(sql, SqlValue.of(1));
    Meta.GENERATION.set(sql, SqlValue.of(highest));
    step.advanced();
    SecurityLog.note(step, SecurityEvent.STORE_ROLLED_BACK);
    sql.update("UPDATE device_lists SET fetched = 0"); // own devices are asked for anew as well
    OwnSync.self(sql)
        .filter(self -> OwnList.newest(sql, self).devices().size() > 1)
        .ifPresent(self -> askToResend(step, self.address()));
    for (ContactRow contact : contacts.all(sql)) {
      if (contact.state() == Contact.State.ACCEPTED && contact.account().isPresent()) {
        askToResend(step, contact.address());
      }
    }
  }

  private void askToResend(Step step, UserAddress of) {
    Queues.putPending(
        step.sql(),
        of,
        random.bytes(Content.ID_LENGTH),
        step.now(),
        Queues.Kind.RESEND,
        Bytes.EMPTY);
  }
}
