package org.phantomnet.messenger;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BiConsumer;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.messenger.session.Threads;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.devices.DeviceUpload;
import org.phantomnet.protocol.devices.LinkDeposit;
import org.phantomnet.protocol.devices.LinkRegistration;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Account;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
import org.phantomnet.protocol.mailbox.PreKeyCounts;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.QueuedEnvelope;
import org.phantomnet.protocol.mailbox.Registration;
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
  private final Map<UserAddress, TestBox> boxes = new HashMap<>();
  private final String host;
  private final Clock clock;
  private boolean down;
  private boolean losesAnswers;
  private boolean losesLinkAnswers;
  private boolean garbles;
  private boolean holdsTakes;
  private Optional<Bytes> replayed = Optional.empty();
  private int bundlesFetched;
  private final List<Bytes> everSent = new ArrayList<>();
  private final Map<Bytes, Optional<Bytes>> slots = new HashMap<>();
  private final List<LinkDeposit> deposits = new ArrayList<>();

  public TestMailbox(String host, Clock clock) {
    this.host = host;
    this.clock = clock;
  }

  public Mailbox client() {
    return new Client();
  }

  public MailboxKeys keys() {
    return new MailboxKeys(
        host, Bytes.copyOf(new byte[32]), Bytes.copyOf(root.getPublicKey().serialize()));
  }

  /** As the mailbox signs it now. */
  private MailboxDocument document() {
    Instant from = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    Instant until = from.plus(MailboxDocument.MAX_VALIDITY);
    Bytes key = Bytes.copyOf(new byte[32]);
    long serial = from.getEpochSecond();
    byte[] signed = MailboxDocument.signedBytes(keys(), key, serial, from, until).toByteArray();
    return new MailboxDocument(
        host,
        keys().trustRoot(),
        keys().tlsPin(),
        key,
        serial,
        from,
        until,
        Bytes.copyOf(root.getPrivateKey().calculateSignature(signed)));
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

  /** How often device 1 of that account asked for anyone's bundles. */
  public synchronized int bundlesFetchedBy(UserAddress user) {
    return box(user).fetched;
  }

  /** Takes all one-time prekeys away. */
  public synchronized void exhaustPreKeys(UserAddress user) {
    box(user)
        .devices
        .values()
        .forEach(
            device -> {
              device.oneTime.clear();
              device.kyber.clear();
            });
  }

  /** Serves what is under {@code as} to who asks for {@code user}: a lie. */
  public synchronized void impersonate(UserAddress user, UserAddress as) {
    TestBox liar = new TestBox();
    TestBox truth = box(as);
    liar.account =
        UUID.nameUUIDFromBytes(user.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    liar.identity = truth.identity;
    liar.deviceList = truth.deviceList;
    liar.devices.putAll(truth.devices);
    boxes.put(user, liar);
  }

  /** Delivers once more what was sent to {@code user} ever before. */
  public synchronized void replay(UserAddress to, Bytes sealed) {
    box(to).devices.values().forEach(device -> put(device, UUID.randomUUID(), sealed));
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
    return box(user).devices.values().stream().mapToInt(device -> device.queue.size()).sum();
  }

  private TestBox box(UserAddress user) {
    return boxes.computeIfAbsent(user, any -> new TestBox());
  }

  private void put(TestBox.Device device, UUID id, Bytes bytes) {
    if (device.known.add(id)) {
      device.queue.put(id, bytes);
      device.receiving.ifPresent(push -> push.accept(id, bytes));
    }
  }

  private synchronized void acknowledge(TestBox.Device device, UUID id) {
    device.queue.remove(id);
  }

  /** The newest list as uploaded; serve an older one, or another, by putting it here. */
  public synchronized Bytes deviceList(UserAddress user) {
    return box(user).deviceList;
  }

  /** Serves that list from now on: a lie. */
  public synchronized void serveList(UserAddress user, Bytes list) {
    box(user).servedList = Optional.of(list);
  }

  /** Tells the truth about lists again. */
  public synchronized void serveTrueList(UserAddress user) {
    box(user).servedList = Optional.empty();
  }

  /** Serves {@code ghost}'s prekeys as one more device of {@code user}: a lie. */
  public synchronized void addGhost(UserAddress user, int device, UserAddress ghost) {
    box(user).ghosts.put(device, box(ghost).primary());
  }

  /** Serves other registration ids than the devices have: a lie. */
  public synchronized void swapRegistrationIds(UserAddress user) {
    box(user)
        .devices
        .values()
        .forEach(device -> device.served = device.registrationId % 16_000 + 1);
  }

  /** Every device number that the mailbox knows. */
  public synchronized Set<Integer> devices(UserAddress user) {
    return Set.copyOf(box(user).devices.keySet());
  }

  /** A device is unlinked, and the token that it knew replaced; nobody is told. */
  public synchronized void unlink(UserAddress user, int device) {
    TestBox box = box(user);
    box.devices.remove(device);
    box.introductions.clear();
    box.deliveryToken = random.bytes(box.deliveryToken.length());
  }

  public synchronized Bytes deliveryToken(UserAddress user) {
    return box(user).deliveryToken;
  }

  /** The registration of linked devices is taken, and its answers lost. */
  public synchronized void setLosesAnswersOf(String request, boolean loses) {
    losesLinkAnswers = loses && request.equals("registerLinked");
  }

  /** Hands out something else than was put into slots. */
  public synchronized void garbleDeposits() {
    garbles = true;
  }

  /** Whoever takes from a slot is given that. */
  public synchronized void serveDeposit(Bytes sealed) {
    replayed = Optional.of(sealed);
  }

  /** Says of every slot that nothing is in it. */
  public synchronized void holdTakes(boolean holds) {
    holdsTakes = holds;
  }

  public synchronized void forgetDeposits() {
    deposits.clear();
  }

  /** What was put into slots, in order. */
  public synchronized List<LinkDeposit> deposits() {
    return List.copyOf(deposits);
  }

  private final class Client implements Mailbox {
    private final ScheduledThreadPoolExecutor thread = Threads.one("test-mailbox");
    private Optional<UserAddress> self = Optional.empty();
    private int number = 1;
    private Optional<Receiver> receiver = Optional.empty();
    private Optional<Runnable> pushing = Optional.empty();
    private boolean closed;

    private TestBox own() throws MailboxException {
      requireUp();
      TestBox box =
          box(self.orElseThrow(() -> new MailboxException(MailboxException.Reason.NOT_SIGNED_IN)));
      if (!box.devices.containsKey(number)) {
        throw new MailboxException(MailboxException.Reason.NOT_SIGNED_IN);
      }
      return box;
    }

    private TestBox.Device ownDevice() throws MailboxException {
      return own().device(number);
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
        TestBox box = box(address);
        if (box.devices.isEmpty()) {
          box.account = UUID.nameUUIDFromBytes(registration.identityKey().toByteArray());
          box.identity = registration.identityKey();
          box.deliveryToken = registration.deliveryToken();
          box.deviceList = registration.deviceList();
          box.add(1, registration.registrationId(), registration.authToken());
        }
        if (!box.primary().authToken.equals(registration.authToken())) {
          throw new MailboxException(MailboxException.Reason.NAME_TAKEN);
        }
        box.primary().take(registration.keys());
        answer();
        self = Optional.of(address);
        return new Account(new AccountId(box.account), 1, registration.authToken());
      }
    }

    @Override
    public void signIn(Account account) {
      synchronized (TestMailbox.this) {
        number = account.device();
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
        ownDevice().take(keys);
      }
    }

    @Override
    public PreKeyCounts preKeyCounts() throws MailboxException {
      synchronized (TestMailbox.this) {
        return new PreKeyCounts(ownDevice().oneTime.size(), ownDevice().kyber.size());
      }
    }

    @Override
    public void replaceDevices(DeviceUpload upload) throws MailboxException {
      synchronized (TestMailbox.this) {
        if (number != 1) {
          throw new MailboxException(MailboxException.Reason.BAD_TOKEN);
        }
        List<TestBox.Device> gone = own().replace(upload);
        gone.forEach(device -> device.lost.forEach(Runnable::run));
        answer();
      }
    }

    @Override
    public Optional<Bytes> takeLink(Bytes slot) throws MailboxException {
      synchronized (TestMailbox.this) {
        requireUp();
        Optional<Bytes> there = slots.computeIfAbsent(slot, any -> Optional.empty());
        return holdsTakes ? Optional.empty() : replayed.or(() -> there);
      }
    }

    @Override
    public void putLink(LinkDeposit deposit) throws MailboxException {
      synchronized (TestMailbox.this) {
        own();
        Optional<Bytes> there = slots.get(deposit.slot());
        if (there == null) {
          throw new MailboxException(MailboxException.Reason.NO_SUCH_DEVICE);
        }
        if (there.filter(known -> !known.equals(deposit.sealed())).isPresent()) {
          throw new MailboxException(MailboxException.Reason.NAME_TAKEN);
        }
        deposits.add(deposit);
        slots.put(
            deposit.slot(),
            Optional.of(garbles ? random.bytes(deposit.sealed().length()) : deposit.sealed()));
        answer();
      }
    }

    @Override
    public Account registerLinked(LinkRegistration registration) throws MailboxException {
      synchronized (TestMailbox.this) {
        requireUp();
        boxes.forEach(
            (address, box) -> {
              if (box.account.equals(registration.account().value())) {
                self = Optional.of(address);
              }
            });
        number = registration.device();
        box(self.orElseThrow()).register(registration);
        if (losesLinkAnswers) {
          throw new MailboxException(MailboxException.Reason.UNREACHABLE);
        }
        return new Account(registration.account(), number, registration.authToken());
      }
    }

    @Override
    public MailboxDocument fetchDocument(String mailbox) throws MailboxException {
      synchronized (TestMailbox.this) {
        requireUp();
        if (!mailbox.equals(host)) {
          throw new MailboxException(MailboxException.Reason.FOREIGN_UNREACHABLE);
        }
        return document();
      }
    }

    @Override
    public UserBundles fetchBundles(UserAddress user) throws MailboxException {
      synchronized (TestMailbox.this) {
        requireUp();
        TestBox box = box(user);
        if (box.devices.isEmpty()) {
          throw new MailboxException(MailboxException.Reason.NO_SUCH_USER);
        }
        bundlesFetched++;
        self.filter(by -> number == 1).ifPresent(by -> box(by).fetched++);
        Bytes introduction = random.bytes(16);
        box.introductions.add(introduction);
        return box.bundles(introduction);
      }
    }

    @Override
    public AccountId accountOf(UserAddress user) {
      return new AccountId(TestMailbox.this.accountOf(user));
    }

    @Override
    public Bytes senderCertificate() throws MailboxException {
      synchronized (TestMailbox.this) {
        TestBox box = own();
        return certify(
            box.account.toString(),
            self.orElseThrow().text(),
            number,
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
        TestBox box = box(to);
        if (!box.deliveryToken.equals(token) && !box.introductions.contains(token)) {
          throw new MailboxException(MailboxException.Reason.BAD_TOKEN);
        }
        TestBox.Device recipient = box.devices.get(device);
        if (recipient == null) {
          throw new MailboxException(MailboxException.Reason.NO_SUCH_DEVICE);
        }
        everSent.add(sealed);
        box.repeats += sealed.equals(box.taken.put(id, sealed)) ? 1 : 0;
        put(recipient, id, sealed);
        answer();
      }
    }

    @Override
    public Subscription openReceiver(Receiver to) {
      synchronized (TestMailbox.this) {
        TestBox.Device device = box(self.orElseThrow()).devices.get(number);
        if (device == null) {
          post(() -> to.state(ConnectionState.NOT_SIGNED_IN));
          return () -> {};
        }
        receiver = Optional.of(to);
        BiConsumer<UUID, Bytes> mine = (id, bytes) -> push(device, id, bytes);
        device.receiving = Optional.of(mine);
        device.lost.add(() -> post(() -> to.state(ConnectionState.NOT_SIGNED_IN)));
        pushing = Optional.of(() -> stop(device, mine));
        post(() -> to.state(ConnectionState.CONNECTED));
        device.queue.forEach((id, bytes) -> push(device, id, bytes));
        post(() -> to.state(ConnectionState.QUEUE_DELIVERED));
        return () -> stop(device, mine);
      }
    }

    private void stop(TestBox.Device device, BiConsumer<UUID, Bytes> mine) {
      synchronized (TestMailbox.this) {
        if (device.receiving.equals(Optional.of(mine))) {
          device.receiving = Optional.empty();
        }
      }
    }

    private void push(TestBox.Device device, UUID id, Bytes sealed) {
      receiver.ifPresent(
          to ->
              post(
                  () ->
                      to.received(
                          new QueuedEnvelope(id, sealed, Duration.ZERO),
                          () -> {
                            if (!closed) {
                              acknowledge(device, id);
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
        pushing.ifPresent(Runnable::run);
      }
      thread.shutdownNow();
    }
  }
}
