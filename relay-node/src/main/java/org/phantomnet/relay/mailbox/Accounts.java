package org.phantomnet.relay.mailbox;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.storage.MailboxStorage.Content;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredAccounts;

/** Who may open an account, who is signed in, who may send. Inside a transaction. */
final class Accounts {
  static final int INTRODUCTION_SENDS = 20;
  static final Duration INTRODUCTION_LIFETIME = Duration.ofDays(7);

  private final Clock clock;
  private final RandomSource random;

  Accounts(Clock clock, RandomSource random) {
    this.clock = clock;
    this.random = random;
  }

  /** A repeat of the same registration gives the same account; else the name is taken. */
  @Rule("MBX-1")
  AccountId open(Content content, Registration registration) throws StorageException, Refused {
    if (registration.device() != 1) {
      throw new Refused(
          Refusal.NO_SUCH_DEVICE); // further devices are linked by the primary one, not registered
    }
    Optional<StoredAccounts.Account> known = content.accounts().byName(registration.name());
    if (known.isPresent()) {
      AccountId id = known.get().id();
      boolean same = known.get().identity().equals(registration.identityKey());
      if (!same
          || !isAuthentic(
              content, new Account(id, registration.device(), registration.authToken()))) {
        throw new Refused(Refusal.NAME_TAKEN);
      }
      return id;
    }
    AccountId id = new AccountId(randomUuid());
    content
        .accounts()
        .add(
            new StoredAccounts.Account(
                id,
                registration.name(),
                registration.identityKey(),
                Tokens.hash(registration.deliveryToken())));
    content
        .accounts()
        .addDevice(
            id,
            new StoredAccounts.Device(
                registration.device(),
                registration.registrationId(),
                Tokens.hash(registration.authToken())));
    return id;
  }

  @Rule("MBX-3")
  boolean isAuthentic(Content content, Account claimed) throws StorageException {
    Optional<StoredAccounts.Device> device =
        content.accounts().device(claimed.id(), claimed.device());
    return device.isPresent() && Tokens.matches(claimed.authToken(), device.get().authHash());
  }

  void replaceDeliveryToken(Content content, AccountId id, Bytes token) throws StorageException {
    content.accounts().replaceDeliveryHash(id, Tokens.hash(token));
  }

  /** A new introduction to that account, good for a few sends. */
  Bytes introduce(Content content, AccountId to) throws StorageException {
    Bytes token = random.bytes(Registration.DELIVERY_TOKEN_LENGTH);
    content
        .introductions()
        .add(
            Tokens.hash(token),
            to,
            clock.instant().plus(INTRODUCTION_LIFETIME),
            INTRODUCTION_SENDS);
    return token;
  }

  /**
   * Whether {@code token} lets a stranger send to {@code to}: the delivery token, or an
   * introduction with uses left.
   */
  @Rule({"MBX-7", "MBX-8"})
  boolean admits(Content content, StoredAccounts.Account to, Bytes token) throws StorageException {
    return Tokens.matches(token, to.deliveryHash())
        || content.introductions().use(Tokens.hash(token), to.id(), clock.instant());
  }

  void sweep(Content content) throws StorageException {
    content.introductions().sweep(clock.instant());
  }

  private UUID randomUuid() {
    byte[] value = random.bytes(16).toByteArray();
    value[6] = (byte) (value[6] & 0x0f | 0x40); // RFC 9562 version 4
    value[8] = (byte) (value[8] & 0x3f | 0x80);
    ByteBuffer buffer = ByteBuffer.wrap(value);
    return new UUID(buffer.getLong(), buffer.getLong());
  }
}
