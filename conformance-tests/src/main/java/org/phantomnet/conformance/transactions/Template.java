package org.phantomnet.conformance.transactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.AccountId;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.mailbox.ContentCodec;
import org.phantomnet.protocol.mailbox.DeviceBundle;
import org.phantomnet.protocol.mailbox.PreKey;
import org.phantomnet.protocol.mailbox.PreKeyUpload;
import org.phantomnet.protocol.mailbox.Registration;
import org.phantomnet.protocol.mailbox.SignedPreKey;
import org.phantomnet.testkit.MovableClock;

/**
 * Where every script begins: a registered device with one accepted contact, a session between them
 * in which both have written, and nothing waiting. Made once a process; each script gets a copy.
 */
final class Template {
  private static final String HOST = "mail.example";
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final UserAddress TESTED = new UserAddress("tested", HOST);
  private static final Bytes TOKEN = Bytes.copyOf(new byte[Registration.DELIVERY_TOKEN_LENGTH]);
  private static Optional<Template> shared = Optional.empty();

  private final MovableClock clock = MovableClock.atSystemTime();
  private final ScriptedMailbox mailbox = new ScriptedMailbox(HOST, clock);
  private final Peer contact = new Peer(new UserAddress("contact", HOST), mailbox.account());
  private final Peer stranger = new Peer(new UserAddress("stranger", HOST), mailbox.account());
  private final Path home;
  private final Bytes contactSession;

  private Template() throws Exception {
    home = makeHome();
    Runtime.getRuntime().addShutdownHook(new Thread(this::remove));
    mailbox.serves(contact);
    Path directory = home.resolve("template");
    try (DeviceUnderTest device = new DeviceUnderTest(directory, mailbox, clock)) {
      device.open();
      device.messenger().register(TESTED.name());
      device.settle();
      contact.open(oneTime(0));
      mailbox.deliver(
          0, seal(contact, TOKEN, new Content.ContactRequest(TOKEN, contact.deviceList())));
      device.settle();
      device.messenger().acceptContact(contact.address);
      device.settle();
      while (!device.outbox().isEmpty()) {
        unseal(device.attempt(ScriptedMailbox.Outcome.TAKEN).orElseThrow().sealed());
      }
    }
    contactSession = contact.session();
  }

  /**
   * In memory where the system has such a place: a script's time is nearly all in flushing files.
   */
  private static Path makeHome() throws IOException {
    return Files.isDirectory(MEMORY) && Files.isWritable(MEMORY)
        ? Files.createTempDirectory(MEMORY, "phantomnet-vectors")
        : Files.createTempDirectory("phantomnet-vectors");
  }

  static synchronized Template shared() throws Exception {
    if (shared.isEmpty()) {
      shared = Optional.of(new Template());
    }
    return shared.get();
  }

  MovableClock clock() {
    return clock;
  }

  ScriptedMailbox mailbox() {
    return mailbox;
  }

  Peer contact() {
    return contact;
  }

  Peer stranger() {
    return stranger;
  }

  /** A directory whose "device" is the template's, with mailbox and people as they were then. */
  Path copy() throws Exception {
    mailbox.clear();
    contact.resume(contactSession);
    stranger.forget();
    Path copy = Files.createTempDirectory(home, "script");
    Path device = Files.createDirectory(copy.resolve("device"));
    try (Stream<Path> files = Files.list(home.resolve("template"))) {
      for (Path file : files.toList()) {
        Files.copy(file, device.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  Bytes seal(Peer from, Bytes id, Content.Body body) throws Exception {
    Content content = new Content(from.address, TESTED, Peer.DEVICE, id, clock.instant(), body);
    return from.seal(
        mailbox.certify(from.account, from.address, from.identityKey()),
        ContentCodec.encode(content));
  }

  Bytes unseal(Bytes sealed) throws Exception {
    return contact.unseal(mailbox.keys().trustRoot(), sealed, clock);
  }

  /** A new session of that peer, opened with the device's prekeys. */
  void open(Peer peer, Script.Session kind) throws Exception {
    switch (kind) {
      case PRESENT -> throw new IllegalArgumentException("that is no new session");
      case ONE_TIME -> peer.open(oneTime(peer.equals(contact) ? 2 : 1));
      case ONE_TIME_KYBER ->
          peer.open(bundle(Optional.empty(), mailbox.registration().keys().oneTimeKyber().get(3)));
      case LAST_RESORT ->
          peer.open(bundle(Optional.empty(), mailbox.registration().keys().lastResortKyber()));
    }
  }

  /** What the mailbox hands out of the device: the one-time prekeys of that position. */
  private DeviceBundle oneTime(int position) {
    PreKeyUpload keys = mailbox.registration().keys();
    return bundle(Optional.of(keys.oneTime().get(position)), keys.oneTimeKyber().get(position));
  }

  private DeviceBundle bundle(Optional<PreKey> oneTime, SignedPreKey kyber) {
    Registration registration = mailbox.registration();
    return new DeviceBundle(
        new AccountId(mailbox.account()),
        registration.device(),
        registration.registrationId(),
        registration.identityKey(),
        registration.keys().signed(),
        oneTime,
        kyber);
  }

  private void remove() {
    try {
      ScriptRunner.delete(home);
    } catch (IOException e) {
      // The system's own cleaning takes what is left.
    }
  }
}
