package org.phantomnet.messenger;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.phantomnet.messenger.mailbox.Mailbox;
import org.phantomnet.messenger.mailbox.MailboxException;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.MailboxDocument;
import org.phantomnet.protocol.mailbox.MailboxKeys;
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
  final TestRandom random = new TestRandom(99);
  private final TestSlots slots = new TestSlots(random);
  final Map<UserAddress, TestBox> boxes = new HashMap<>();
  final String host;
  final Clock clock;
  private boolean down;
  private boolean losesAnswers;
  private boolean losesLinkAnswers;
  int bundlesFetched;
  private final List<Bytes> everSent = new ArrayList<>();

  public TestMailbox(String host, Clock clock) {
    this.host = host;
    this.clock = clock;
  }

  public Mailbox client() {
    return new TestMailboxClient(this);
  }

  public MailboxKeys keys() {
    return new MailboxKeys(
        host, Bytes.copyOf(new byte[32]), Bytes.copyOf(root.getPublicKey().serialize()));
  }

  /** As the mailbox signs it now. */
  MailboxDocument document() {
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

  boolean isDown() {
    return down;
  }

  /** The slots by which devices are linked. */
  public TestSlots slots() {
    return slots;
  }

  /** The last step of what is asked by the registration of a linked device. */
  void answerLink() throws MailboxException {
    if (losesLinkAnswers) {
      throw new MailboxException(MailboxException.Reason.UNREACHABLE);
    }
  }

  /** The last step of what is asked. */
  void answer() throws MailboxException {
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

  TestBox box(UserAddress user) {
    return boxes.computeIfAbsent(user, any -> new TestBox());
  }

  void deliver(TestBox to, TestBox.Device device, UUID id, Bytes sealed) {
    everSent.add(sealed);
    to.repeats += sealed.equals(to.taken.put(id, sealed)) ? 1 : 0;
    put(device, id, sealed);
  }

  private void put(TestBox.Device device, UUID id, Bytes bytes) {
    if (device.known.add(id)) {
      device.queue.put(id, bytes);
      device.receiving.ifPresent(push -> push.accept(id, bytes));
    }
  }

  synchronized void acknowledge(TestBox.Device device, UUID id) {
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
}
