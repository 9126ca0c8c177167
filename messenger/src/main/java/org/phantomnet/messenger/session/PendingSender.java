package org.phantomnet.messenger.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.phantomnet.messenger.contacts.Contact;
import org.phantomnet.messenger.contacts.ContactRow;
import org.phantomnet.messenger.contacts.Contacts;
import org.phantomnet.messenger.devices.OwnDevice;
import org.phantomnet.messenger.store.Meta;
import org.phantomnet.protocol.bytes.Bytes;
import org.phantomnet.protocol.crypto.RandomSource;
import org.phantomnet.protocol.id.DeviceAddress;
import org.phantomnet.protocol.id.UserAddress;
import org.phantomnet.protocol.mailbox.Content;
import org.phantomnet.protocol.rule.Rule;
import org.signal.libsignal.metadata.certificate.SenderCertificate;

/**
 * Encrypts what is pending, in order per contact, wherever there is a session. Session thread only.
 */
final class PendingSender {
  private final Contacts contacts;
  private final Ratchet ratchet;
  private final RandomSource random;
  private final AccountHolder self;

  PendingSender(Contacts contacts, Ratchet ratchet, RandomSource random, OwnDevice own) {
    this.contacts = contacts;
    this.ratchet = ratchet;
    this.random = random;
    this.self = AccountHolder.of(own);
  }

  /** What the mail thread must fetch before the rest can be encrypted. */
  record Wanted(boolean certificate, Set<UserAddress> sessions) {}

  /** One row per step, so that a chat's row and its ciphertexts change places at once. */
  Wanted drain(Steps steps) {
    List<Queues.PendingRow> rows = steps.run(step -> Queues.pending(step.sql()));
    Set<UserAddress> waiting = new HashSet<>();
    Set<UserAddress> sessions = new HashSet<>();
    boolean certificate = false;
    for (Queues.PendingRow row : rows) {
      if (waiting.contains(row.to())) {
        continue;
      }
      Outcome outcome = steps.run(step -> encrypt(step, row));
      if (outcome == Outcome.NO_CERTIFICATE) {
        certificate = true;
        break;
      }
      if (outcome == Outcome.NO_SESSION) {
        waiting.add(row.to());
        sessions.add(row.to());
      }
    }
    return new Wanted(certificate, sessions);
  }

  private enum Outcome {
    DONE,
    HELD,
    NO_CERTIFICATE,
    NO_SESSION
  }

  private Outcome encrypt(Step step, Queues.PendingRow row) {
    if (row.to().equals(self.address())) {
      return encrypt(step, row, Optional.of(self));
    }
    Optional<ContactRow> found = contacts.find(step.sql(), row.to());
    if (found.isEmpty() || found.get().policy().blocked()) {
      Queues.removePending(step.sql(), row.id());
      return Outcome.DONE;
    }
    return isHeld(found.get(), row.kind())
        ? Outcome.HELD
        : encrypt(step, row, AccountHolder.of(found.get()));
  }

  /** To every device with a session; devices that are new are asked for first, once. */
  @Rule("DEV-19")
  private Outcome encrypt(Step step, Queues.PendingRow row, Optional<AccountHolder> to) {
    Optional<SenderCertificate> certificate = ratchet.certificate(step);
    if (certificate.isEmpty()) {
      return Outcome.NO_CERTIFICATE;
    }
    if (to.isEmpty() || ratchet.needsBundles(step, to.get())) {
      return Outcome.NO_SESSION;
    }
    if (row.kind() == Queues.Kind.REQUEST
        && StoredMailboxes.isForeign(step.sql(), row.to().mailbox())
        && StoredMailboxes.own(step).isEmpty()) {
      return Outcome.NO_CERTIFICATE; // the mail thread fetches both
    }
    for (Ratchet.Session session : ratchet.sessions(step, to.get())) {
      DeviceAddress device =
          new DeviceAddress(row.to(), session.device(), session.registrationId());
      Content content = ratchet.content(device, row.contentId(), row.sentAt(), body(step, row));
      ratchet.encrypt(
          step, certificate.get(), to.get(), session, content, randomId(), Duration.ZERO);
    }
    Queues.removePending(step.sql(), row.id());
    return Outcome.DONE;
  }

  /** What the person wrote or consented to waits while a changed identity is not acknowledged. */
  @Rule("CONT-12")
  private static boolean isHeld(ContactRow contact, Queues.Kind kind) {
    return switch (kind) {
      case CHAT ->
          contact.state() != Contact.State.ACCEPTED || !contact.policy().identityAcknowledged();
      case ACCEPT -> !contact.policy().identityAcknowledged();
      case REQUEST, RECEIPT, RESEND, LIST, SYNC -> false;
    };
  }

  private Content.Body body(Step step, Queues.PendingRow row) {
    return switch (row.kind()) {
      case CHAT -> new Content.Chat(new String(row.body().toByteArray(), StandardCharsets.UTF_8));
      case REQUEST ->
          new Content.ContactRequest(
              ownToken(step),
              ownList(step),
              StoredMailboxes.isForeign(step.sql(), row.to().mailbox())
                  ? StoredMailboxes.own(step)
                  : Optional.empty());
      case ACCEPT -> new Content.ContactAccept(ownToken(step), ownList(step));
      case RECEIPT -> new Content.DeliveryReceipt(ids(row.body()));
      case RESEND -> new Content.ResendRequest();
      case LIST -> new Content.DeviceListUpdate(ownList(step));
      case SYNC -> new Content.Sync(row.body());
    };
  }

  private static List<Bytes> ids(Bytes body) {
    byte[] all = body.toByteArray();
    List<Bytes> ids = new ArrayList<>();
    for (int at = 0; at + Content.ID_LENGTH <= all.length; at += Content.ID_LENGTH) {
      ids.add(Bytes.copyOf(all, at, Content.ID_LENGTH));
    }
    return ids;
  }

  private Bytes ownList(Step step) {
    return OwnList.signed(step.sql(), self);
  }

  private static Bytes ownToken(Step step) {
    return Meta.required(Meta.DELIVERY_TOKEN.bytes(step.sql()));
  }

  private UUID randomId() {
    ByteBuffer chance = ByteBuffer.wrap(random.bytes(16).toByteArray());
    return new UUID(chance.getLong(), chance.getLong());
  }
}
