package org.phantomnet.messenger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.session.Threads;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.protocol.mailbox.UserBundles;
import org.signal.libsignal.metadata.certificate.ServerCertificate;
import org.signal.libsignal.protocol.InvalidKeyException;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.ecc.ECPublicKey;

/** A mailbox in memory, honest until told otherwise. Thread-safe. */
public final class TestMailbox {
  private final ECKeyPair root = ECKeyPair.generate();
  private final ECKeyPair server = ECKeyPair.generate();
  private final ServerCertificate certificate =
      new ServerCertificate(root.getPrivateKey(), 1, server.getPublicKey());
  private final TestRandom random = new TestRandom(99);
  private final Map<UserAddress, Box> boxes = new HashMap<>();
  private final String host;
  private final Clock clock;
  private boolean down;
  private boolean losesAnswers;
  private int bundlesFetched;
  private final List<Bytes> everSent = new ArrayList<>();

  public TestMailbox(String host, Clock clock) {
    this.host = host;
    this.clock = clock;
  }

  private static final class Box {
    UUID account = new UUID(0, 0);
    Bytes identity = Bytes.EMPTY;
    Bytes authToken = Bytes.EMPTY;
    Bytes deliveryToken = Bytes.EMPTY;
    int registrationId;
    Optional<SignedPreKey> signed = Optional.empty();
    Optional<SignedPreKey> lastResort = Optional.empty();
    final Deque<PreKey> oneTime = new ArrayDeque<>();
    final Deque<SignedPreKey> kyber = new ArrayDeque<>();
    final Set<Bytes> introductions = new HashSet<>();
    final Set<UUID> known = new HashSet<>();
    final Map<UUID, Bytes> taken = new HashMap<>();
    int repeats;
    final Map<UUID, Bytes> queue = new LinkedHashMap<>();
    Optional<Client> receiving = Optional.empty();

    void take(PreKeyUpload upload) {
      signed = Optional.of(upload.signed());
      lastResort = Optional.of(upload.lastResortKyber());
      oneTime.addAll(upload.oneTime());
      kyber.addAll(upload.oneTimeKyber());
    }
  }

  public Mailbox client() {
    return new Client();
  }

  public MailboxKeys keys() {
    return new MailboxKeys(
        host, Bytes.copyOf(new byte[32]), Bytes.copyOf(root.getPublicKey().serialize()));
  }

  public synchronized void setDown(boolean isDown) {
    down = isDown;
  }

  /** Requests are taken, and their answers lost. */
  public synchronized void setLosesAnswers(boolean loses) {
    losesAnswers = loses;
  }

  private void answer() throws MailboxException {
    if (losesAnswers) {
      throw new MailboxException(MailboxException.Reason.UNREACHABLE);
    }
  }

  /** The operator gives the name away. */
  public synchronized void forget(UserAddress user) {
    boxes.remove(user);
  }

  /** Serves the same bundles of {@code user} as the other mailbox: a lie. */
  public synchronized void serveAs(TestMailbox other, UserAddress user) {
    synchronized (other) {
      boxes.put(user, other.box(user));
    }
  }

  /** Every envelope put in for anyone, in order, repeats included. */
  public synchronized List<Bytes> everSent() {
    return List.copyOf(everSent);
  }

  public synchronized int bundlesFetched() {
    return bundlesFetched;
  }

  /** Takes all one-time prekeys away. */
  public synchronized void exhaustPreKeys(UserAddress user) {
    box(user).oneTime.clear();
    box(user).kyber.clear();
  }

  /** Serves what is under {@code as} to who asks for {@code user}: a lie. */
  public synchronized void impersonate(UserAddress user, UserAddress as) {
    Box liar = new Box();
    Box truth = box(as);
    liar.account =
        UUID.nameUUIDFromBytes(user.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    liar.identity = truth.identity;
    liar.registrationId = truth.registrationId;
    liar.signed = truth.signed;
    liar.lastResort = truth.lastResort;
    liar.oneTime.addAll(truth.oneTime);
    liar.kyber.addAll(truth.kyber);
    boxes.put(user, liar);
  }

  /** Puts every envelope of {@code user} into the queue of {@code to} as well. */
  public synchronized void forward(UserAddress user, UserAddress to) {
    box(user).queue.forEach((id, bytes) -> put(box(to), id, bytes));
  }

  /** Delivers once more what was sent to {@code user} ever before. */
  public synchronized void replay(UserAddress to, Bytes sealed) {
    put(box(to), UUID.randomUUID(), sealed);
  }

  /** Another certificate than the client would get. */
  public Bytes certify(String uuid, String name, int device, Bytes identity, Instant until) {
    try {
      return Bytes.copyOf(
          certificate
              .issue(
                  server.getPrivateKey(),
                  uuid,
                  Optional.of(name),
                  device,
                  new ECPublicKey(identity.toByteArray()),
                  until.toEpochMilli())
              .getSerialized());
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  public synchronized UUID accountOf(UserAddress user) {
    return box(user).account;
  }

  /** Whether the same bytes under the same id came a second time. */
  public synchronized boolean sentTwice(UserAddress to) {
    return box(to).repeats > 0;
  }

  public synchronized int queuedAfter(int sent) {
    return everSent.size() - sent;
  }

  public synchronized int queued(UserAddress user) {
    return box(user).queue.size();
  }

  private Box box(UserAddress user) {
    return boxes.computeIfAbsent(user, any -> new Box());
  }

  private void put(Box box, UUID id, Bytes bytes) {
    if (box.known.add(id)) {
      box.queue.put(id, bytes);
      box.receiving.ifPresent(client -> client.push(box, id, bytes));
    }
  }

  private synchronized void acknowledge(Box box, UUID id) {
    box.queue.remove(id);
  }

  private final class Client implements Mailbox {
    private final ScheduledThreadPoolExecutor thread = Threads.one("test-mailbox");
    private Optional<UserAddress> self = Optional.empty();
    private Optional<Receiver> receiver = Optional.empty();
    private boolean closed;

    private Box own() throws MailboxException {
      requireUp();
      return box(
          self.orElseThrow(() -> new MailboxException(MailboxException.Reason.NOT_SIGNED_IN)));
    }

    private void requireUp() throws MailboxException {
      if (closed) {
        throw new MailboxException(MailboxException.Reason.CLOSED);
      }
      if (down) {
        throw new MailboxException(MailboxException.Reason.UNREACHABLE);
      }
    }

    @Override
    public MailboxKeys keys() {
      return TestMailbox.this.keys();
    }

    @Override
    public Account register(Registration registration) throws MailboxException {
      synchronized (TestMailbox.this) {
        requireUp();
        UserAddress address = new UserAddress(registration.name(), host);
        Box box = box(address);
        if (box.authToken.isEmpty()) {
          box.account = UUID.nameUUIDFromBytes(registration.identityKey().toByteArray());
          box.identity = registration.identityKey();
          box.authToken = registration.authToken();
          box.deliveryToken = registration.deliveryToken();
          box.registrationId = registration.registrationId();
        }
        if (!box.authToken.equals(registration.authToken())) {
          throw new MailboxException(MailboxException.Reason.NAME_TAKEN);
        }
        box.take(registration.keys());
        answer();
        self = Optional.of(address);
        return new Account(new AccountId(box.account), 1, box.authToken);
      }
    }

    @Override
    public void signIn(Account account) {
      synchronized (TestMailbox.this) {
        boxes.forEach(
            (address, box) -> {
              if (box.account.equals(account.id().value())) {
                self = Optional.of(address);
              }
            });
      }
    }

    @Override
    public void upload(PreKeyUpload keys) throws MailboxException {
      synchronized (TestMailbox.this) {
        own().take(keys);
      }
    }

    @Override
    public PreKeyCounts preKeyCounts() throws MailboxException {
      synchronized (TestMailbox.this) {
        return new PreKeyCounts(own().oneTime.size(), own().kyber.size());
      }
    }

    @Override
    public UserBundles fetchBundles(UserAddress user) throws MailboxException {
      synchronized (TestMailbox.this) {
        requireUp();
        Box box = box(user);
        if (box.signed.isEmpty()) {
          throw new MailboxException(MailboxException.Reason.NO_SUCH_USER);
        }
        bundlesFetched++;
        Bytes introduction = random.bytes(16);
        box.introductions.add(introduction);
        AccountId account = new AccountId(box.account);
        return new UserBundles(
            account,
            introduction,
            List.of(
                new DeviceBundle(
                    account,
                    1,
                    box.registrationId,
                    box.identity,
                    box.signed.get(),
                    Optional.ofNullable(box.oneTime.poll()),
                    box.kyber.isEmpty() ? box.lastResort.orElseThrow() : box.kyber.remove())));
      }
    }

    @Override
    public AccountId accountOf(UserAddress user) {
      return new AccountId(TestMailbox.this.accountOf(user));
    }

    @Override
    public Bytes senderCertificate() throws MailboxException {
      synchronized (TestMailbox.this) {
        Box box = own();
        return certify(
            box.account.toString(),
            self.orElseThrow().text(),
            1,
            box.identity,
            clock.instant().plus(Duration.ofHours(24)));
      }
    }

    @Override
    public void replaceDeliveryToken(Bytes deliveryToken) throws MailboxException {
      synchronized (TestMailbox.this) {
        own().deliveryToken = deliveryToken;
      }
    }

    @Override
    public void send(UserAddress to, int device, Bytes sealed, Bytes token, UUID id)
        throws MailboxException {
      synchronized (TestMailbox.this) {
        requireUp();
        Box box = box(to);
        if (!box.deliveryToken.equals(token) && !box.introductions.contains(token)) {
          throw new MailboxException(MailboxException.Reason.BAD_TOKEN);
        }
        everSent.add(sealed);
        box.repeats += sealed.equals(box.taken.put(id, sealed)) ? 1 : 0;
        put(box, id, sealed);
        answer();
      }
    }

    @Override
    public Subscription openReceiver(Receiver to) {
      synchronized (TestMailbox.this) {
        Box box = box(self.orElseThrow());
        receiver = Optional.of(to);
        box.receiving = Optional.of(this);
        post(() -> to.state(ConnectionState.CONNECTED));
        box.queue.forEach((id, bytes) -> push(box, id, bytes));
        post(() -> to.state(ConnectionState.QUEUE_DELIVERED));
        return () -> {
          synchronized (TestMailbox.this) {
            if (box.receiving.equals(Optional.of(this))) {
              box.receiving = Optional.empty();
            }
          }
        };
      }
    }

    private void push(Box box, UUID id, Bytes sealed) {
      receiver.ifPresent(
          to ->
              post(
                  () ->
                      to.received(
                          new QueuedEnvelope(id, sealed, Duration.ZERO),
                          () -> {
                            if (!closed) {
                              acknowledge(box, id);
                            }
                          })));
    }

    private void post(Runnable task) {
      try {
        thread.execute(task);
      } catch (RejectedExecutionException e) {
        // Closed.
      }
    }

    @Override
    public void close() {
      synchronized (TestMailbox.this) {
        closed = true;
        boxes.values().stream()
            .filter(box -> box.receiving.equals(Optional.of(this)))
            .forEach(box -> box.receiving = Optional.empty());
      }
      thread.shutdownNow();
    }
  }
}
