package org.phantomnet.relay.mailbox;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.devices.DeviceList;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Refusal;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.RegistrationProof;
import org.phantomnet.protocol.mailbox.SendRequest;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.phantomnet.protocol.rule.Rule;
import org.phantomnet.relay.https.Refused;
import org.phantomnet.relay.mailbox.storage.MailboxStorage;
import org.phantomnet.relay.mailbox.storage.MailboxStorage.Content;
import org.phantomnet.relay.mailbox.storage.StorageException;
import org.phantomnet.relay.mailbox.storage.StoredAccounts;

/**
 * Everything a mailbox does for one request, without the network, in one transaction. Used on the
 * mailbox's worker thread.
 */
final class MailboxDesk {
  private static final String ALL = "all";

  private final String mailbox;
  private final MailboxStorage storage;
  private final Accounts accounts;
  private final Devices devices;
  private final LinkSlots slots;
  private final Queues queues;
  private final SenderCertificates certificates;
  private final RateLimiter<String> registrations;
  private final RateLimiter<AccountId> lookups;
  private final RateLimiter<AccountId> sends;

  /**
   * @param mailbox host:port, as people write it behind the '@'
   */
  MailboxDesk(
      String mailbox,
      MailboxStorage storage,
      SenderCertificates certificates,
      MailboxLimits limits,
      Clock clock,
      RandomSource random) {
    this.mailbox = mailbox;
    this.storage = storage;
    this.certificates = certificates;
    this.accounts = new Accounts(clock, random);
    this.devices = new Devices(mailbox, clock);
    this.slots = new LinkSlots(clock);
    this.queues = new Queues(limits, clock);
    this.registrations = new RateLimiter<>(limits.registrations(), clock);
    this.lookups = new RateLimiter<>(limits.lookups(), clock);
    this.sends = new RateLimiter<>(limits.sends(), clock);
  }

  AccountId register(Registration registration) throws StorageException, Refused {
    limit(registrations, ALL);
    checkProof(registration);
    return storage.transact(
        content -> {
          AccountId id = accounts.open(content, registration);
          devices.first(content, id, registration);
          store(content, id, registration.device(), registration.keys());
          return id;
        });
  }

  @Rule("MBX-2")
  private void checkProof(Registration registration) throws Refused {
    Bytes signed =
        RegistrationProof.signedBytes(
            new UserAddress(registration.name(), mailbox),
            registration.identityKey(),
            registration.authToken());
    if (!SenderCertificates.verify(registration.identityKey(), signed, registration.proof())) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
  }

  void signIn(Account account) throws StorageException, Refused {
    if (!storage.transact(content -> accounts.isAuthentic(content, account))) {
      throw new Refused(Refusal.NOT_SIGNED_IN);
    }
  }

  void upload(Account account, PreKeyUpload upload) throws StorageException, Refused {
    limit(lookups, account.id());
    storage.transact(content -> store(content, account.id(), account.device(), upload));
  }

  private static PreKeyUpload store(Content content, AccountId id, int device, PreKeyUpload upload)
      throws StorageException {
    content.preKeys().store(id, device, upload, PreKeyUpload.MAX_ONE_TIME);
    return upload;
  }

  PreKeyCounts counts(Account account) throws StorageException {
    return storage.transact(content -> content.preKeys().counts(account.id(), account.device()));
  }

  UserBundles bundles(Account asking, String name) throws StorageException, Refused {
    limit(lookups, asking.id());
    return bundles(name);
  }

  /** Unlimited here: whoever calls it limits. */
  UserBundles bundles(String name) throws StorageException, Refused {
    return storage.transact(
        content -> {
          StoredAccounts.Account user = known(content, name);
          return new UserBundles(
              user.id(),
              accounts.introduce(content, user.id()),
              Devices.of(content, user.id()),
              PreKeys.take(content, user));
        });
  }

  /**
   * @return the devices whose receiving connections are to be closed: they are not the account's
   *     any more
   */
  List<Integer> replaceDevices(Account account, DeviceUpload upload)
      throws StorageException, Refused {
    limit(lookups, account.id());
    return storage.transact(content -> devices.replace(content, account, upload));
  }

  AccountId registerLinked(LinkRegistration registration) throws StorageException, Refused {
    limit(registrations, ALL);
    return storage.transact(
        content -> {
          devices.register(content, registration);
          store(content, registration.account(), registration.device(), registration.keys());
          return registration.account();
        });
  }

  Optional<Bytes> takeLink(Bytes slot) throws Refused {
    return slots.take(slot);
  }

  void putLink(Account account, LinkDeposit deposit) throws Refused {
    limit(lookups, account.id());
    if (account.device() != DeviceList.PRIMARY) {
      throw new Refused(Refusal.BAD_TOKEN);
    }
    slots.put(deposit);
  }

  AccountId account(Account asking, String name) throws StorageException, Refused {
    limit(lookups, asking.id());
    return account(name);
  }

  /** As {@link #bundles(String)}. */
  AccountId account(String name) throws StorageException, Refused {
    return storage.transact(content -> known(content, name).id());
  }

  Bytes certificate(Account account) throws StorageException, Refused {
    StoredAccounts.Account known =
        storage
            .transact(content -> content.accounts().byId(account.id()))
            .orElseThrow(() -> new Refused(Refusal.NOT_SIGNED_IN));
    return certificates.issue(
        account.id(), new UserAddress(known.name(), mailbox), account.device(), known.identity());
  }

  void replaceDeliveryToken(Account account, Bytes token) throws StorageException {
    storage.transact(
        content -> {
          accounts.replaceDeliveryToken(content, account.id(), token);
          return account;
        });
  }

  /**
   * @return the recipient, whose receiving connection has something to fetch
   */
  AccountId send(SendRequest request) throws StorageException, Refused {
    return storage.transact(
        content -> {
          StoredAccounts.Account to = known(content, request.name());
          if (content.accounts().device(to.id(), request.device()).isEmpty()) {
            throw new Refused(Refusal.NO_SUCH_DEVICE);
          }
          if (queues.isKnown(content, to.id(), request)) {
            return to.id(); // a repeat costs no introduction and needs no room
          }
          if (!accounts.admits(content, to, request.token())) {
            throw new Refused(Refusal.BAD_TOKEN);
          }
          limit(sends, to.id()); // after the token, or anyone could use up a person's rate
          queues.add(content, to.id(), request);
          return to.id();
        });
  }

  List<Queues.Waiting> next(Account account, long afterSeq, int most) throws StorageException {
    return storage.transact(content -> queues.next(content, account, afterSeq, most));
  }

  /** In one transaction. */
  void acknowledge(Account account, List<UUID> envelopeIds) throws StorageException {
    storage.transact(
        content -> {
          for (UUID id : envelopeIds) {
            queues.acknowledge(content, account, id);
          }
          return envelopeIds;
        });
  }

  void sweep() throws StorageException {
    storage.transact(
        content -> {
          accounts.sweep(content);
          queues.sweep(content);
          return content;
        });
  }

  private static StoredAccounts.Account known(Content content, String name)
      throws StorageException, Refused {
    return content.accounts().byName(name).orElseThrow(() -> new Refused(Refusal.NO_SUCH_USER));
  }

  private static <K> void limit(RateLimiter<K> limiter, K key) throws Refused {
    if (!limiter.take(key)) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
  }
}
