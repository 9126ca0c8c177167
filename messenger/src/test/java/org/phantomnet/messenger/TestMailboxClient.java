package org.phantomnet.messenger;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

/** A device's client of a {@link TestMailbox}; all it does is done under the mailbox's lock. */
final class TestMailboxClient implements Mailbox {
  private final TestMailbox mailbox;
  private final ScheduledThreadPoolExecutor thread = Threads.one("test-mailbox");
  private Optional<UserAddress> self = Optional.empty();
  private int number = 1;
  private Optional<Receiver> receiver = Optional.empty();
  private Optional<Runnable> pushing = Optional.empty();
  private boolean closed;

  TestMailboxClient(TestMailbox mailbox) {
    this.mailbox = mailbox;
  }

  private TestBox own() throws MailboxException {
    requireUp();
    TestBox box =
        mailbox.box(
            self.orElseThrow(() -> new MailboxException(MailboxException.Reason.NOT_SIGNED_IN)));
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
    if (mailbox.isDown()) {
      throw new MailboxException(MailboxException.Reason.UNREACHABLE);
    }
  }

  @Override
  public MailboxKeys keys() {
    return mailbox.keys();
  }

  @Override
  public Account register(Registration registration) throws MailboxException {
    synchronized (mailbox) {
      requireUp();
      UserAddress address = new UserAddress(registration.name(), mailbox.host);
      TestBox box = mailbox.box(address);
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
      mailbox.answer();
      self = Optional.of(address);
      return new Account(new AccountId(box.account), 1, registration.authToken());
    }
  }

  @Override
  public void signIn(Account account) {
    synchronized (mailbox) {
      number = account.device();
      mailbox.boxes.forEach(
          (address, box) -> {
            if (box.account.equals(account.id().value())) {
              self = Optional.of(address);
            }
          });
    }
  }

  @Override
  public void upload(PreKeyUpload keys) throws MailboxException {
    synchronized (mailbox) {
      ownDevice().take(keys);
    }
  }

  @Override
  public PreKeyCounts preKeyCounts() throws MailboxException {
    synchronized (mailbox) {
      return new PreKeyCounts(ownDevice().oneTime.size(), ownDevice().kyber.size());
    }
  }

  @Override
  public void replaceDevices(DeviceUpload upload) throws MailboxException {
    synchronized (mailbox) {
      if (number != 1) {
        throw new MailboxException(MailboxException.Reason.BAD_TOKEN);
      }
      List<TestBox.Device> gone = own().replace(upload);
      gone.forEach(device -> device.lost.forEach(Runnable::run));
      mailbox.answer();
    }
  }

  @Override
  public Optional<Bytes> takeLink(Bytes slot) throws MailboxException {
    synchronized (mailbox) {
      requireUp();
      return mailbox.slots().take(slot);
    }
  }

  @Override
  public void putLink(LinkDeposit deposit) throws MailboxException {
    synchronized (mailbox) {
      own();
      mailbox.slots().put(deposit);
      mailbox.answer();
    }
  }

  @Override
  public Account registerLinked(LinkRegistration registration) throws MailboxException {
    synchronized (mailbox) {
      requireUp();
      mailbox.boxes.forEach(
          (address, box) -> {
            if (box.account.equals(registration.account().value())) {
              self = Optional.of(address);
            }
          });
      number = registration.device();
      mailbox.box(self.orElseThrow()).register(registration);
      mailbox.answerLink();
      return new Account(registration.account(), number, registration.authToken());
    }
  }

  @Override
  public MailboxDocument fetchDocument(String name) throws MailboxException {
    synchronized (mailbox) {
      requireUp();
      if (!name.equals(mailbox.host)) {
        throw new MailboxException(MailboxException.Reason.FOREIGN_UNREACHABLE);
      }
      return mailbox.document();
    }
  }

  @Override
  public UserBundles fetchBundles(UserAddress user) throws MailboxException {
    synchronized (mailbox) {
      requireUp();
      TestBox box = mailbox.box(user);
      if (box.devices.isEmpty()) {
        throw new MailboxException(MailboxException.Reason.NO_SUCH_USER);
      }
      mailbox.bundlesFetched++;
      self.filter(by -> number == 1).ifPresent(by -> mailbox.box(by).fetched++);
      Bytes introduction = mailbox.random.bytes(16);
      box.introductions.add(introduction);
      return box.bundles(introduction);
    }
  }

  @Override
  public AccountId accountOf(UserAddress user) {
    return new AccountId(mailbox.accountOf(user));
  }

  @Override
  public Bytes senderCertificate() throws MailboxException {
    synchronized (mailbox) {
      TestBox box = own();
      return mailbox.certify(
          box.account.toString(),
          self.orElseThrow().text(),
          number,
          box.identity,
          mailbox.clock.instant().plus(Duration.ofHours(24)));
    }
  }

  @Override
  public void replaceDeliveryToken(Bytes deliveryToken) throws MailboxException {
    synchronized (mailbox) {
      own().deliveryToken = deliveryToken;
    }
  }

  @Override
  public void send(UserAddress to, int device, Bytes sealed, Bytes token, UUID id)
      throws MailboxException {
    synchronized (mailbox) {
      requireUp();
      TestBox box = mailbox.box(to);
      if (!box.deliveryToken.equals(token) && !box.introductions.contains(token)) {
        throw new MailboxException(MailboxException.Reason.BAD_TOKEN);
      }
      TestBox.Device recipient = box.devices.get(device);
      if (recipient == null) {
        throw new MailboxException(MailboxException.Reason.NO_SUCH_DEVICE);
      }
      mailbox.deliver(box, recipient, id, sealed);
      mailbox.answer();
    }
  }

  @Override
  public Subscription openReceiver(Receiver to) {
    synchronized (mailbox) {
      TestBox.Device device = mailbox.box(self.orElseThrow()).devices.get(number);
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
    synchronized (mailbox) {
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
                            mailbox.acknowledge(device, id);
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
    synchronized (mailbox) {
      closed = true;
      pushing.ifPresent(Runnable::run);
    }
    thread.shutdownNow();
  }
}
