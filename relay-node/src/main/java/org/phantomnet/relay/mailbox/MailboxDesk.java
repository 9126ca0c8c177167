package org.phantomnet.relay.mailbox;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
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

/**
 * Everything a mailbox does for one request, without the network. Used on the mailbox's worker
 * thread.
 */
final class MailboxDesk {
  private static final String ALL = "all";

  private final String mailbox;
  private final MailboxDatabase database;
  private final Accounts accounts;
  private final PreKeys preKeys;
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
      MailboxDatabase database,
      SenderCertificates certificates,
      MailboxLimits limits,
      Clock clock,
      RandomSource random) {
    this.mailbox = mailbox;
    this.database = database;
    this.certificates = certificates;
    this.accounts = new Accounts(database, clock, random);
    this.preKeys = new PreKeys(database);
    this.queues = new Queues(database, limits, clock);
    this.registrations = new RateLimiter<>(limits.registrations(), clock);
    this.lookups = new RateLimiter<>(limits.lookups(), clock);
    this.sends = new RateLimiter<>(limits.sends(), clock);
  }

  AccountId register(Registration registration) throws SQLException, Refused {
    limit(registrations, ALL);
    checkProof(registration);
    return database.transact(
        () -> {
          AccountId id = accounts.open(registration);
          preKeys.store(id, registration.device(), registration.keys());
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

  void signIn(Account account) throws SQLException, Refused {
    if (!accounts.isAuthentic(account)) {
      throw new Refused(Refusal.NOT_SIGNED_IN);
    }
  }

  void upload(Account account, PreKeyUpload upload) throws SQLException, Refused {
    limit(lookups, account.id());
    database.transact(
        () -> {
          preKeys.store(account.id(), account.device(), upload);
          return account;
        });
  }

  PreKeyCounts counts(Account account) throws SQLException {
    return preKeys.counts(account.id(), account.device());
  }

  UserBundles bundles(Account asking, String name) throws SQLException, Refused {
    limit(lookups, asking.id());
    Accounts.Known user = known(name);
    return database.transact(
        () ->
            new UserBundles(
                user.id(),
                accounts.introduce(user.id()),
                preKeys.take(user.id(), user.identity())));
  }

  AccountId account(Account asking, String name) throws SQLException, Refused {
    limit(lookups, asking.id());
    return known(name).id();
  }

  Bytes certificate(Account account) throws SQLException, Refused {
    Accounts.Known known =
        accounts.byId(account.id()).orElseThrow(() -> new Refused(Refusal.NOT_SIGNED_IN));
    return certificates.issue(
        account.id(), new UserAddress(known.name(), mailbox), account.device(), known.identity());
  }

  void replaceDeliveryToken(Account account, Bytes token) throws SQLException {
    accounts.replaceDeliveryToken(account.id(), token);
  }

  /**
   * @return the recipient, whose receiving connection has something to fetch
   */
  AccountId send(SendRequest request) throws SQLException, Refused {
    AccountId to = known(request.name()).id();
    return database.transact(
        () -> {
          if (!accounts.hasDevice(to, request.device())) {
            throw new Refused(Refusal.NO_SUCH_DEVICE);
          }
          if (queues.isKnown(to, request.device(), request.envelopeId())) {
            return to; // a repeat costs no introduction and needs no room
          }
          if (!accounts.admits(to, request.token())) {
            throw new Refused(Refusal.BAD_TOKEN);
          }
          limit(sends, to); // after the token, or anyone could use up a person's rate
          queues.add(to, request);
          return to;
        });
  }

  List<Queues.Waiting> next(Account account, long afterSeq, int most) throws SQLException {
    return queues.next(account.id(), account.device(), afterSeq, most);
  }

  /** In one transaction. */
  void acknowledge(Account account, List<UUID> envelopeIds) throws SQLException, Refused {
    database.transact(
        () -> {
          for (UUID id : envelopeIds) {
            queues.acknowledge(account.id(), account.device(), id);
          }
          return envelopeIds;
        });
  }

  void sweep() throws SQLException {
    accounts.sweep();
    queues.sweep();
  }

  private Accounts.Known known(String name) throws SQLException, Refused {
    return accounts.byName(name).orElseThrow(() -> new Refused(Refusal.NO_SUCH_USER));
  }

  private static <K> void limit(RateLimiter<K> limiter, K key) throws Refused {
    if (!limiter.take(key)) {
      throw new Refused(Refusal.RATE_LIMITED);
    }
  }
}
